package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loxodonta.search.rank.Tradeoff;
import dev.loxodonta.search.statistics.AgeGraph;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateListsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Tradeoff USUAL = new Tradeoff(0.5, 0.3, 0.2, 0.01, 0);

  @Test
  void listsOfOlderMemories_areShorterByWhatNewerOnesGain() {
    List<Double> shares = shares(USUAL, 23, 91);
    double newest = Math.exp(-0.01 * 23 / 4);
    double lead = 0.2 * (newest - Math.exp(-0.23)) / 0.5;
    assertThat(shares).hasSize(3);
    assertThat(shares.get(0)).as("all").isEqualTo(1.0 / 3);
    assertThat(shares.get(1)).as("the newest").isEqualTo(1);
    assertThat(shares.get(2)).as("those before").isCloseTo(1 - 4 * lead, within(1e-9));
  }

  @Test
  void memoriesOfMuchTheSameAge_haveListsOfOneLength() {
    assertThat(shares(USUAL, 0.01, 0.04)).allSatisfy(s -> assertThat(s).isGreaterThan(0.99));
    assertThat(shares(USUAL, 3_000, 3_001)).allSatisfy(s -> assertThat(s).isGreaterThan(0.99));
  }

  @Test
  void recencyThatOutweighsEverything_leavesAThird() {
    Tradeoff recent = new Tradeoff(0, 0, 1, 0.01, 0);
    assertThat(shares(recent, 23, 91).get(0)).isEqualTo(1.0 / 3);
    assertThat(shares(recent, 0, 0)).allSatisfy(s -> assertThat(s).isBetween(1.0 / 3, 1.0));
  }

  private static List<Double> shares(Tradeoff sum, double... days) {
    List<AgeGraph> graphs =
        Arrays.stream(days).mapToObj(d -> new AgeGraph("g", "true", before(d))).toList();
    return CandidateLists.NearestByAge.of(graphs, sum, NOW).shares();
  }

  private static Instant before(double days) {
    return NOW.minus(Duration.ofSeconds((long) (days * 86_400)));
  }
}
