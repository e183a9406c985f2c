package dev.loxodonta.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetrievalQualityTest {

  @Test
  void ndcg_isOneWhenTheRelevantComeFirst() {
    assertThat(RetrievalQuality.ndcg(List.of("a", "b", "x"), Set.of("a", "b"), 10)).isEqualTo(1);
  }

  @Test
  void ndcg_discountsByTheLogarithmOfThePlace() {
    // (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3))
    assertThat(RetrievalQuality.ndcg(List.of("x", "a", "y", "b"), Set.of("a", "b"), 10))
        .isCloseTo(0.65092, within(1e-5));
  }

  @Test
  void ndcg_looksAtTheFirstKOnly() {
    assertThat(RetrievalQuality.ndcg(List.of("x", "a"), Set.of("a"), 1)).isZero();
    assertThat(RetrievalQuality.ndcg(List.of("a"), Set.of("a", "b", "c"), 1)).isEqualTo(1);
  }

  @Test
  void ndcg_isZeroWhenNothingIsRelevantOrFound() {
    assertThat(RetrievalQuality.ndcg(List.of("a"), Set.of(), 10)).isZero();
    assertThat(RetrievalQuality.ndcg(List.of(), Set.of("a"), 10)).isZero();
  }

  @Test
  void recall_isThePartOfTheRelevantAmongTheFirstK() {
    assertThat(RetrievalQuality.recall(List.of("a", "x", "b"), Set.of("a", "b", "c", "d"), 3))
        .isEqualTo(0.5);
    assertThat(RetrievalQuality.recall(List.of("x", "a"), Set.of("a"), 1)).isZero();
  }
}
