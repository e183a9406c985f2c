package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.query.CallerVector;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;

/** Makes the vector to look near to, in the form in which vectors are stored. Pure. */
public final class QueryVectors {

  private static final String FIELD = "vector";

  private QueryVectors() {}

  /**
   * Checks a caller's vector against the space that it is compared in and returns it.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD for a vector of another
   *     model, a wrong length, a number that is not finite or too large for 16 bits, and zeros
   *     under cosine
   */
  public static Halfvec ofCaller(CallerVector came, VectorSpace space) {
    FieldChecks checks = new FieldChecks();
    List<Float> vector = came.numbers();
    checks.check(
        came.model().isEmpty() || came.model().equals(space.model()),
        "vector_model",
        came.model(),
        space.owner() + "'s model, " + space.model());
    boolean fit = checks.vector(FIELD, vector, space.dimensions(), space.dimensions());
    if (fit && space.metric() == Metric.COSINE) {
      checks.notZero(FIELD, vector);
    } else if (fit) {
      magnitudes(vector, checks);
    }
    checks.throwIfAny();
    float[] values = new float[vector.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector.get(i);
    }
    return of(values, space.metric());
  }

  /** Returns numbers as a vector; under cosine, where only the direction counts, of length 1. */
  public static Halfvec of(float[] values, Metric metric) {
    return new Halfvec(metric == Metric.COSINE ? normalized(values) : values);
  }

  private static void magnitudes(List<Float> vector, FieldChecks checks) {
    for (int i = 0; i < vector.size(); i++) {
      float magnitude = Math.abs(vector.get(i));
      String field = FIELD + "[" + i + "]";
      if (!checks.range(field, magnitude, 0.0, Halfvec.MAX_MAGNITUDE)) {
        return;
      }
    }
  }

  private static float[] normalized(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      unit[i] = (float) (values[i] / length);
    }
    return unit;
  }
}
