package dev.loxodonta.search.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RerankingTest {

  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);
  private static final UUID C = new UUID(0, 3);
  private static final UUID D = new UUID(0, 4);

  @Test
  void order_isByScoreAndThenTheOrderAtHand() {
    assertThat(order(Map.of(A, -2.0, C, 0.5, D, 0.5))).containsExactly(C, D, A, B);
  }

  @Test
  void orderWithoutScores_isThatAtHand() {
    assertThat(order(Map.of())).containsExactly(A, B, C, D);
  }

  private static List<UUID> order(Map<UUID, Double> scores) {
    return new Reranking<>("m", scores, Optional.empty(), Duration.ZERO)
        .order(List.of(A, B, C, D), Function.identity());
  }
}
