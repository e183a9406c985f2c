package dev.loxodonta.embedding;

/** Arithmetic that the tests compare vectors with. */
final class Vectors {

  private Vectors() {}

  static double dot(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }
}
