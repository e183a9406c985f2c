package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Memory;
import org.jspecify.annotations.Nullable;

/** Checks that a vector can be stored as 16-bit floats and searched for. Stateless. */
final class VectorChecks {

  private static final short SIGN = (short) 0x8000;

  private VectorChecks() {}

  /** Returns the vector of a memory; null after a violation. */
  static @Nullable Halfvec vector(FieldChecks checks, String field, Memory memory, Space space) {
    int size = memory.getEmbeddingCount();
    if (size != space.dimensions()) {
      checks.violation(
          field, "was " + size + " elements; allowed is " + space.dimensions() + " elements");
      return null;
    }
    float[] values = new float[size];
    boolean zero = true;
    for (int i = 0; i < size; i++) {
      float value = memory.getEmbedding(i);
      if (!(Math.abs(value) <= Halfvec.MAX_MAGNITUDE)) {
        checks.violation(
            field + "[" + i + "]",
            value,
            "a finite number from -65504 to 65504, since vectors are stored as 16-bit floats");
        return null;
      }
      zero &= Float.floatToFloat16(value) == 0 || Float.floatToFloat16(value) == SIGN;
      values[i] = value;
    }
    return length(checks, field, space, zero) ? new Halfvec(values) : null;
  }

  private static boolean length(FieldChecks checks, String field, Space space, boolean zero) {
    boolean fit = !zero || space.metric() != Metric.COSINE;
    if (!fit) {
      checks.violation(
          field,
          "was a vector of zeros when stored as 16-bit floats; allowed is a vector with a length,"
              + " since the metric is cosine");
    }
    return fit;
  }
}
