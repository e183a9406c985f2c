package dev.loxodonta.postgres;

/**
 * How the distance between two vectors is measured: pgvector's operator, its operator class for
 * halfvec, and the way from a distance (smaller is nearer) to a similarity (larger is nearer).
 */
public enum Metric {
  /** 1 − cos, in [0, 2]. */
  COSINE("cosine", "<=>", "halfvec_cosine_ops") {
    @Override
    public double similarity(double distance) {
      return 1 - distance;
    }
  },
  /** The negated inner product, unbounded. */
  INNER_PRODUCT("inner_product", "<#>", "halfvec_ip_ops") {
    @Override
    public double similarity(double distance) {
      return -distance;
    }
  },
  /** The Euclidean distance, from 0. */
  L2("l2", "<->", "halfvec_l2_ops") {
    @Override
    public double similarity(double distance) {
      return 1 / (1 + distance);
    }
  };

  private final String key;
  private final String operator;
  private final String operatorClass;

  Metric(String key, String operator, String operatorClass) {
    this.key = key;
    this.operator = operator;
    this.operatorClass = operatorClass;
  }

  /**
   * Returns the metric of a key.
   *
   * @throws IllegalArgumentException for an unknown key
   */
  public static Metric ofKey(String key) {
    for (Metric metric : values()) {
      if (metric.key.equals(key)) {
        return metric;
      }
    }
    throw new IllegalArgumentException("unknown metric '" + key + "'");
  }

  /** Returns the word that stands in the table {@code projects}. */
  public String key() {
    return key;
  }

  /** Returns pgvector's operator. */
  public String operator() {
    return operator;
  }

  /** Returns pgvector's operator class for an index on halfvec. */
  public String operatorClass() {
    return operatorClass;
  }

  /** Returns the similarity of a distance: 1 − d, the inner product, or 1 / (1 + d). */
  public abstract double similarity(double distance);
}
