package dev.loxodonta.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExactSearchTest {

  private static final float[][] VECTORS = {
    {1, 0}, {0.8f, 0.6f}, {0.6f, 0.8f}, {0, 1}, {0.8f, 0.6f}
  };
  private final ExactSearch exact = new ExactSearch(VECTORS, new float[][] {{1, 0}});

  @Test
  void recall_isThePartOfTheBestThatWasFound() {
    assertThat(exact.recall(0, List.of(0, 1, 4), 3, row -> true)).isEqualTo(1);
    assertThat(exact.recall(0, List.of(0, 2), 2, row -> true)).isEqualTo(0.5);
    assertThat(exact.recall(0, List.of(), 2, row -> true)).isZero();
  }

  @Test
  void recall_countsEqualDistancesAlike() {
    assertThat(exact.recall(0, List.of(0, 4), 2, row -> true)).isEqualTo(1);
    assertThat(exact.recall(0, List.of(0, 1), 2, row -> true)).isEqualTo(1);
  }

  @Test
  void recall_looksOnlyAtEligibleRows() {
    assertThat(exact.recall(0, List.of(2, 3), 10, row -> row == 2 || row == 3)).isEqualTo(1);
    assertThat(exact.recall(0, List.of(0, 2), 2, row -> row == 2 || row == 3)).isEqualTo(0.5);
    assertThat(exact.recall(0, List.of(), 10, row -> false)).isEqualTo(1);
  }

  @Test
  void recall_countsNoRowTwiceAndNoMoreThanK() {
    assertThat(exact.recall(0, List.of(0, 0), 2, row -> true)).isEqualTo(0.5);
    assertThat(exact.recall(0, List.of(3, 0), 1, row -> true)).isZero();
  }
}
