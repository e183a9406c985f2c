package dev.loxodonta.ingest.consolidation.cluster;

import java.util.List;

/**
 * The vectors of events as they are, and their squared lengths. A vector of zeros is similar to
 * nothing. Immutable.
 */
final class EventVectors {

  private final float[][] vectors;
  private final double[] squares;

  EventVectors(List<SessionEvent> events) {
    vectors = new float[events.size()][];
    squares = new double[events.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = events.get(i).embedding().values();
      squares[i] = dot(vectors[i], vectors[i]);
    }
  }

  int count() {
    return vectors.length;
  }

  int dimensions() {
    return vectors[0].length;
  }

  float[] vector(int index) {
    return vectors[index];
  }

  /** Returns the cosine similarity of two of them, −1 to 1. */
  double similarity(int first, int second) {
    return cosine(dot(vectors[first], vectors[second]), squares[first] * squares[second]);
  }

  /** Returns the cosine similarity of one of them to a vector of length 1, −1 to 1. */
  double similarityTo(int index, float[] direction) {
    return cosine(dot(vectors[index], direction), squares[index]);
  }

  /** Returns the mean of some of them. */
  float[] mean(int[] indexes, int count) {
    float[] mean = new float[dimensions()];
    for (int i = 0; i < count; i++) {
      add(mean, vectors[indexes[i]]);
    }
    scale(mean, 1f / count);
    return mean;
  }

  /** Returns the vector of the same direction with length 1; zeros stay zeros. */
  static float[] unit(float[] vector) {
    float[] unit = vector.clone();
    double square = dot(vector, vector);
    scale(unit, square > 0 ? (float) (1 / Math.sqrt(square)) : 0);
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

  /** The root is of the product: so equal vectors have a cosine of 1, without rounding. */
  private static double cosine(double product, double squares) {
    return squares > 0 ? product / Math.sqrt(squares) : 0;
  }

  private static void add(float[] sum, float[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += vector[i];
    }
  }

  private static void scale(float[] vector, float factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
