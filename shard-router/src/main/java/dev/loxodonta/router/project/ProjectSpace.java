package dev.loxodonta.router.project;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.EmbeddingSpace;

/**
 * The space of a project's vectors.
 *
 * @param model the embedding model's name
 * @param dimensions 1 to 4,000
 * @param metric how distances are measured
 */
public record ProjectSpace(String model, int dimensions, Metric metric) {

  static final String DEFAULT_MODEL = "all-minilm-l6-v2";
  static final int DEFAULT_DIMENSIONS = 384;

  private static final int MAX_DIMENSIONS = 4_000;
  private static final int MAX_NAME = 128;

  /**
   * Returns the space that a message names, with the defaults filled in. After a violation was
   * noted it must not be used.
   */
  public static ProjectSpace read(FieldChecks fields, EmbeddingSpace space) {
    String model = space.getModel().isEmpty() ? DEFAULT_MODEL : space.getModel();
    fields.length("model", model, 1, MAX_NAME);
    fields.check(model.indexOf('\0') < 0, "model", model, "a text without the character U+0000");
    fields.known("metric", space.getMetric(), space.getMetricValue());
    return new ProjectSpace(model, dimensions(fields, model, space.getDimensions()), metric(space));
  }

  private static int dimensions(FieldChecks fields, String model, int dimensions) {
    if (!model.equals(DEFAULT_MODEL)) {
      fields.range("dimensions", dimensions, 1, MAX_DIMENSIONS);
      return dimensions;
    }
    fields.check(
        dimensions == 0 || dimensions == DEFAULT_DIMENSIONS,
        "dimensions",
        dimensions,
        DEFAULT_DIMENSIONS + " with the model " + DEFAULT_MODEL);
    return DEFAULT_DIMENSIONS;
  }

  private static Metric metric(EmbeddingSpace space) {
    return switch (space.getMetric()) {
      case METRIC_INNER_PRODUCT -> Metric.INNER_PRODUCT;
      case METRIC_L2 -> Metric.L2;
      case METRIC_COSINE, METRIC_UNSPECIFIED, UNRECOGNIZED -> Metric.COSINE;
    };
  }
}
