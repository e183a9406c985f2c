package dev.loxodonta.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MadeDataTest {

  @Test
  void vectors_areTheSameForTheSameSeed() {
    float[][] once = new ClusteredVectors(16, 1).next(5);
    assertThat(new ClusteredVectors(16, 1).next(5)).isDeepEqualTo(once);
    assertThat(new ClusteredVectors(16, 2).next(5)[0]).isNotEqualTo(once[0]);
  }

  @Test
  void vectors_haveLengthOne() {
    float[] vector = new ClusteredVectors(33, 1).next(1)[0];
    assertThat(ClusteredVectors.dot(vector, vector)).isCloseTo(1, within(1e-3f));
  }

  @Test
  void selections_keepAsManyRowsAsTheySay() {
    Selections selections = new Selections(new ClusteredVectors(8, 1).next(1_000), 1);
    for (Selections.Kind kind : Selections.Kind.values()) {
      for (double percent : Selections.PERCENTAGES) {
        long kept =
            IntStream.range(0, 1_000).filter(r -> selections.contains(kind, percent, r)).count();
        assertThat(kept).isEqualTo(selections.size(percent)).isPositive();
      }
    }
  }

  @Test
  void metadata_namesTheSelectionsOfARow() {
    Selections selections = new Selections(new ClusteredVectors(8, 1).next(100), 1);
    for (int row = 0; row < 100; row++) {
      assertThat(selections.metadata(row).containsFields("chance12"))
          .isEqualTo(selections.contains(Selections.Kind.CHANCE, 12, row));
      assertThat(selections.metadata(row).containsFields("region0_1"))
          .isEqualTo(selections.contains(Selections.Kind.REGION, 0.1, row));
    }
  }

  @Test
  void id_tellsItsRow() {
    assertThat(MemoryIds.row(MemoryIds.of(123_456))).isEqualTo(123_456);
    assertThat(MemoryIds.of(1)).isGreaterThan(MemoryIds.of(0));
  }
}
