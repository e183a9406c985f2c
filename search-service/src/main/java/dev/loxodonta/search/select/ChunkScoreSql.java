package dev.loxodonta.search.select;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.ChunkPlan;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.rank.AlphaBlend;

/** The score of a chunk as SQL over {@code distance} and {@code text}. For one statement. */
final class ChunkScoreSql {

  private final ChunkPlan plan;
  private final Parameters parameters;
  private final String alpha;

  ChunkScoreSql(ChunkPlan plan, Parameters parameters) {
    this.plan = plan;
    this.parameters = parameters;
    this.alpha = plan.query().mode() == Mode.HYBRID ? parameters.add(blend().alpha()) : "";
  }

  /** Returns the BM25 score that counts one half. */
  double saturation() {
    return plan.query().mode() == Mode.HYBRID
        ? blend().saturation()
        : AlphaBlend.DEFAULT_SATURATION;
  }

  private AlphaBlend blend() {
    return plan.query().ranking() instanceof AlphaBlend given ? given : AlphaBlend.DEFAULT;
  }

  /**
   * Returns the score as {@link AlphaBlend} has it with the saturating normalization, or a leg's
   * own.
   */
  String score() {
    return switch (plan.query().mode()) {
      case SEMANTIC -> similarity();
      case TEXT -> saturated();
      case HYBRID ->
          "%1$s::float8 * %2$s + (1 - %1$s::float8) * COALESCE(%3$s, 0)"
              .formatted(alpha, saturated(), bounded());
    };
  }

  private String saturated() {
    return "text / (text + %s::float8)".formatted(parameters.add(saturation()));
  }

  private String similarity() {
    return switch (plan.metric()) {
      case COSINE -> "1 - distance";
      case INNER_PRODUCT -> "-distance";
      case L2 -> "1 / (1 + distance)";
    };
  }

  private String bounded() {
    return switch (plan.metric()) {
      case COSINE -> "greatest(0, 1 - distance)";
      case INNER_PRODUCT -> "greatest(0, -distance) / (1 + greatest(0, -distance))";
      case L2 -> similarity();
    };
  }
}
