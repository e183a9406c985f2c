package dev.loxodonta.router.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.router.config.UpkeepConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WearTest {

  private static final Wear WEAR =
      new Wear(
          new UpkeepConfig(
              true, Duration.ofMinutes(1), 0, 0, "UTC", 1.6, 128, 0.5, 0.1, 0.5, 2_000, 1_000));

  @Test
  void pages_areThoseOfWholeRows() {
    assertThat(ExactPages.pages(1_990, 768, 40)).isEqualTo(498);
    assertThat(ExactPages.pages(800, 384, 40)).isEqualTo(100);
    assertThat(ExactPages.pages(1, 1_024, 40)).isEqualTo(1);
    assertThat(ExactPages.pages(0, 768, 40)).isZero();
  }

  @Test
  void exactIndex_isWornWhenItsPagesAreHalfEmpty() {
    assertThat(WEAR.isWorn(exact(997, 1_990, 1_990, Optional.empty()), 499)).isTrue();
    assertThat(WEAR.isWorn(exact(600, 1_990, 1_990, Optional.empty()), 499)).isFalse();
    assertThat(WEAR.isWorn(exact(100, 200, 200, Optional.empty()), 50)).isFalse();
  }

  @Test
  void exactIndex_isLeftAloneWhenTheLastBuildCameToNoLess() {
    Optional<IndexState.Build> large = Optional.of(new IndexState.Build(900, 400, 1_600));
    assertThat(WEAR.isWorn(exact(997, 1_990, 1_990, large), 499)).isFalse();
    assertThat(WEAR.isWorn(exact(2_000, 1_990, 1_990, large), 499)).isTrue();
  }

  @Test
  void exactIndex_isLeftAloneUntilEnoughWasWritten() {
    Optional<IndexState.Build> before = Optional.of(new IndexState.Build(499, 499, 1_690));
    assertThat(WEAR.isWorn(exact(997, 1_990, 300, before), 499)).isFalse();
    assertThat(WEAR.isWorn(exact(997, 1_990, 400, before), 499)).isTrue();
  }

  @Test
  void graph_isWornWhenHalfOfItsRowsChanged() {
    assertThat(WEAR.isWorn(approximate("hnsw", 0, 10_000, 4_999), 0)).isFalse();
    assertThat(WEAR.isWorn(approximate("hnsw", 0, 10_000, 5_000), 0)).isTrue();
    assertThat(WEAR.isWorn(approximate("hnsw", 0, 1_000, 5_000), 0)).isFalse();
  }

  @Test
  void lists_areMadeAnewWhenThereShouldBeTwiceAsMany() {
    assertThat(WEAR.isWorn(approximate("ivfflat", 10, 19_000, 0), 0)).isFalse();
    assertThat(WEAR.isWorn(approximate("ivfflat", 10, 20_000, 0), 0)).isTrue();
  }

  private static IndexState exact(
      long pages, long rows, long inserted, Optional<IndexState.Build> build) {
    return new IndexState(
        3, "memories_s3", "memories_s3_exact", "btree", 0, pages, rows, inserted, 0, build);
  }

  private static IndexState approximate(String method, int lists, long rows, long changed) {
    return new IndexState(
        40, "memories_s40", "memories_s40_x", method, lists, 1, rows, 0, changed, Optional.empty());
  }
}
