package dev.loxodonta.search.diversity;

/** The direction of a vector: the vector at length 1; empty for none and for zeros. */
final class Direction {

  private static final float[] NONE = {};

  private Direction() {}

  static float[] of(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    if (length == 0) {
      return NONE;
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  /** Returns the cosine of two directions; 0 when one of them is none. */
  static double cosine(float[] a, float[] b) {
    return a.length == 0 || b.length == 0 ? 0 : dot(a, b);
  }

  /** Four sums side by side, which a processor can add at once. */
  private static double dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    double sum = (double) s0 + s1 + s2 + s3;
    for (; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
