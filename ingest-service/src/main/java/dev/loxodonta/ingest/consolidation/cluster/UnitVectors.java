package dev.loxodonta.ingest.consolidation.cluster;

import java.util.List;

/** Vectors of length 1; one of zeros stays one and is similar to nothing. Immutable. */
final class UnitVectors {

  private final float[][] vectors;

  UnitVectors(List<SessionEvent> events) {
    vectors = events.stream().map(e -> unit(e.embedding().values())).toArray(float[][]::new);
  }

  float[] vector(int index) {
    return vectors[index];
  }

  /** Returns the cosine similarity of two of them, −1 to 1. */
  double similarity(int first, int second) {
    return dot(vectors[first], vectors[second]);
  }

  static float[] unit(float[] vector) {
    double norm = Math.sqrt(dot(vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; norm > 0 && i < vector.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return unit;
  }

  /** Four sums that do not wait for each other: the JVM does not reorder sums of floats itself. */
  static double dot(float[] a, float[] b) {
    int whole = Math.min(a.length, b.length) & ~3;
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    for (int i = 0; i < whole; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    double sum = (double) first + second + third + fourth;
    for (int i = whole; i < Math.min(a.length, b.length); i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
