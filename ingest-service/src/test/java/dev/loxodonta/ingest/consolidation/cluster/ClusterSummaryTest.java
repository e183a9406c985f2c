package dev.loxodonta.ingest.consolidation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterSummaryTest {

  private static final SessionEvent CENTRAL = event(1, "Ada wants tea", 1, 1);
  private static final SessionEvent LEFT = event(2, "tea for Ada, please", 1, 0.5f);
  private static final SessionEvent RIGHT = event(3, "Ada likes the tea", 0.5f, 1);
  private static final SessionEvent OTHER = event(4, "Bo counts elephants", 0, -1);
  private static final EventCluster TEA = new EventCluster(List.of(LEFT, CENTRAL, RIGHT));

  @Test
  void text_beginsWithTheMostCentralEvent() {
    assertThat(ClusterSummary.of(TEA).text().lines())
        .startsWith("Ada wants tea")
        .containsExactlyInAnyOrder("Ada wants tea", "tea for Ada, please", "Ada likes the tea");
  }

  @Test
  void centroid_isTheMean() {
    ClusterSummary summary = ClusterSummary.of(TEA);
    assertThat(summary.centroid().values()[0]).isCloseTo(2.5f / 3, within());
    assertThat(summary.confidence()).isBetween(0.9f, 1f);
  }

  @Test
  void centroid_isAMembersVectorWhenTheMeanIsNothing() {
    EventCluster opposed = new EventCluster(List.of(event(1, "a", 0, 1), OTHER));
    assertThat(ClusterSummary.of(opposed).centroid().values()).isIn(vector(0, 1), vector(0, -1));
  }

  @Test
  void name_isOfWordsThatSetTheClusterApart() {
    CharacteristicWords words = new CharacteristicWords(List.of(CENTRAL, LEFT, RIGHT, OTHER));
    assertThat(words.name(TEA)).isEqualTo("ada, tea");
    assertThat(words.name(new EventCluster(List.of(OTHER, OTHER)))).isEqualTo("counts, elephants");
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-6f);
  }

  private static float[] vector(float... values) {
    return values;
  }

  private static SessionEvent event(int second, String text, float... vector) {
    return new SessionEvent(
        new UUID(0, second),
        "session",
        Instant.ofEpochSecond(second),
        text,
        new Halfvec(vector),
        false);
  }
}
