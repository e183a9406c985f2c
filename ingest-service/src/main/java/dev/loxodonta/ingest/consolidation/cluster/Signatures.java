package dev.loxodonta.ingest.consolidation.cluster;

import java.util.SplittableRandom;

/**
 * 512 bits for each vector, the signs of random projections, by which most pairs that are not
 * similar are told apart without their vectors: the share of bits in which two signatures differ is
 * about their angle divided by π (Charikar 2002). The projections are two rounds of random signs
 * and a Walsh–Hadamard transform, the same in every run. A pair at the threshold is lost once in
 * some millions, five standard deviations off. Immutable.
 */
final class Signatures {

  private static final int BITS = 512;
  private static final int WORDS = BITS / Long.SIZE;
  private static final double DEVIATIONS = 5;
  private static final long SEED = 0x6c6f786f646f6e74L;

  private final long[] words;
  private final int maxDifferent;

  Signatures(EventVectors vectors, double minSimilarity) {
    words = new long[vectors.count() * WORDS];
    int width = Math.max(BITS, Integer.highestOneBit(Math.max(1, vectors.dimensions() - 1)) << 1);
    float[] signs = signs(2 * width);
    float[] work = new float[width];
    for (int i = 0; i < vectors.count(); i++) {
      project(vectors.vector(i), signs, work);
      sign(work, i * WORDS);
    }
    double share = Math.acos(Math.clamp(minSimilarity, -1, 1)) / Math.PI;
    maxDifferent =
        (int) Math.ceil(BITS * share + DEVIATIONS * Math.sqrt(BITS * share * (1 - share)) + 1);
  }

  /** Returns whether two vectors may be similar enough. */
  boolean mayBeSimilar(int first, int second) {
    int a = first * WORDS;
    int b = second * WORDS;
    int different = 0;
    for (int i = 0; i < WORDS; i++) {
      different += Long.bitCount(words[a + i] ^ words[b + i]);
    }
    return different <= maxDifferent;
  }

  private static float[] signs(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] signs = new float[count];
    for (int i = 0; i < count; i++) {
      signs[i] = random.nextBoolean() ? 1 : -1;
    }
    return signs;
  }

  private static void project(float[] vector, float[] signs, float[] work) {
    for (int i = 0; i < work.length; i++) {
      work[i] = i < vector.length ? vector[i] * signs[i] : 0;
    }
    transform(work);
    for (int i = 0; i < work.length; i++) {
      work[i] *= signs[work.length + i];
    }
    transform(work);
  }

  private static void transform(float[] work) {
    for (int half = 1; half < work.length; half <<= 1) {
      for (int block = 0; block < work.length; block += 2 * half) {
        for (int i = block; i < block + half; i++) {
          float low = work[i];
          float high = work[i + half];
          work[i] = low + high;
          work[i + half] = low - high;
        }
      }
    }
  }

  private void sign(float[] work, int at) {
    for (int i = 0; i < BITS; i++) {
      if (work[i] > 0) {
        words[at + i / Long.SIZE] |= 1L << i;
      }
    }
  }
}
