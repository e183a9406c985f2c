package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a vector can be stored as 16-bit floats and searched for. Stateless. */
public final class VectorChecks {

  private static final short SIGN = (short) 0x8000;

  private VectorChecks() {}

  /** Returns the vector of the numbers that came; null after a violation. */
  public static @Nullable Halfvec vector(
      FieldChecks checks, String field, List<Float> numbers, Space space) {
    int size = numbers.size();
    if (size != space.dimensions()) {
      checks.violation(
          field, "was " + size + " elements; allowed is " + space.dimensions() + " elements");
      return null;
    }
    float[] values = new float[size];
    boolean zero = true;
    for (int i = 0; i < size; i++) {
      float value = numbers.get(i);
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
