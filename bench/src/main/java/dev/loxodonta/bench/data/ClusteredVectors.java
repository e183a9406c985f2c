package dev.loxodonta.bench.data;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Unit vectors from a seed that are as hard for HNSW as those of real texts: a mixture of Gaussians
 * in few latent dimensions with clusters of very different size, turned into the wanted dimensions
 * by a random linear map, with a little noise on every number, rounded to 16 bits. Independent
 * Gaussians would be harder than any text (all distances alike), tight clusters easier.
 */
public final class ClusteredVectors {

  private static final int LATENT_DIMENSIONS = 48;
  private static final int CLUSTERS = 1_000;
  private static final double SPREAD = 0.75;
  private static final double NOISE = 0.1;

  private final int dimensions;
  private final float[][] map;
  private final float[][] centres;
  private final double[] cumulatedWeights;
  private final SplittableRandom seeds;

  /** Prepares a source; the same numbers give the same vectors. */
  public ClusteredVectors(int dimensions, long seed) {
    this.dimensions = dimensions;
    this.seeds = new SplittableRandom(seed);
    this.map = gaussians(dimensions, LATENT_DIMENSIONS, seeds.nextLong());
    this.centres = gaussians(CLUSTERS, LATENT_DIMENSIONS, seeds.nextLong());
    this.cumulatedWeights = new double[CLUSTERS];
    double sum = 0;
    for (int i = 0; i < CLUSTERS; i++) {
      sum += 1 / Math.sqrt(i + 1.0);
      cumulatedWeights[i] = sum;
    }
  }

  /** Returns the next vectors. */
  public float[][] next(int count) {
    Random random = new Random(seeds.nextLong());
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = next(random);
    }
    return vectors;
  }

  private float[] next(Random random) {
    float[] latent = centres[cluster(random)].clone();
    for (int i = 0; i < latent.length; i++) {
      latent[i] += (float) (SPREAD * random.nextGaussian());
    }
    float[] vector = new float[dimensions];
    double scale = NOISE * Math.sqrt(LATENT_DIMENSIONS * (1 + SPREAD * SPREAD));
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (dot(map[i], latent) + scale * random.nextGaussian());
    }
    return rounded(vector);
  }

  private int cluster(Random random) {
    double place = random.nextDouble() * cumulatedWeights[CLUSTERS - 1];
    int found = Arrays.binarySearch(cumulatedWeights, place);
    return Math.min(CLUSTERS - 1, found < 0 ? -found - 1 : found);
  }

  /** Returns the vector at length 1, each number as a 16-bit float has it. */
  public static float[] rounded(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = Float.float16ToFloat(Float.floatToFloat16((float) (vector[i] / length)));
    }
    return unit;
  }

  static float dot(float[] a, float[] b) {
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
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }

  private static float[][] gaussians(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return values;
  }
}
