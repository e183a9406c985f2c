package dev.loxodonta.search.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Vectors from a seed, in clusters as real embeddings are, and the exact answer to compare with.
 */
public final class Vectors {

  private static final double SPREAD = 0.7;

  private final Random random;
  private final double decay;
  private final float[][] centres;

  /** Makes the clusters. */
  public Vectors(long seed, int dimensions, int clusters) {
    this(seed, dimensions, clusters, 1);
  }

  /**
   * Makes the clusters.
   *
   * @param decay how large a number is, on average, against the one before it; below 1 the first
   *     numbers say most, as those of a matryoshka model
   */
  public Vectors(long seed, int dimensions, int clusters, double decay) {
    this.decay = decay;
    this.random = new Random(seed);
    this.centres = new float[clusters][];
    for (int i = 0; i < clusters; i++) {
      centres[i] = gaussian(dimensions);
    }
  }

  /** Returns the next vector, of length 1 and rounded to 16 bits. */
  public float[] next() {
    float[] centre = centres[random.nextInt(centres.length)];
    float[] vector = gaussian(centre.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = centre[i] + (float) SPREAD * vector[i];
    }
    return rounded(unit(vector));
  }

  /** Returns a vector not far from another. */
  public float[] near(List<Float> other) {
    float[] vector = gaussian(other.size());
    for (int i = 0; i < vector.length; i++) {
      vector[i] = other.get(i) + (float) SPREAD / 10 * vector[i];
    }
    return rounded(unit(vector));
  }

  /** Returns PostgreSQL's text of a vector. */
  public static String text(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    for (float value : vector) {
      text.append(text.length() == 1 ? "" : ",").append(value);
    }
    return text.append(']').toString();
  }

  /** Returns a vector as a request has it. */
  public static List<Float> list(float[] vector) {
    List<Float> list = new ArrayList<>(vector.length);
    for (float value : vector) {
      list.add(value);
    }
    return list;
  }

  /** Returns the ids of the k memories nearest by cosine, computed here. */
  public static List<UUID> nearest(List<TestMemory> memories, float[] to, int k) {
    float[] rounded = rounded(unit(to));
    return memories.stream()
        .sorted(Comparator.comparingDouble(m -> -similarity(m, rounded)))
        .limit(k)
        .map(TestMemory::id)
        .collect(Collectors.toList());
  }

  private static double similarity(TestMemory memory, float[] to) {
    float[] vector = memory.vector();
    return vector == null ? Double.NEGATIVE_INFINITY : cosine(vector, to);
  }

  /** Returns the cosine of two vectors. */
  public static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  private float[] gaussian(int dimensions) {
    float[] vector = new float[dimensions];
    double size = 1;
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (size * random.nextGaussian());
      size *= decay;
    }
    return vector;
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  private static double dot(float[] vector) {
    double dot = 0;
    for (float value : vector) {
      dot += (double) value * value;
    }
    return dot;
  }

  private static float[] rounded(float[] vector) {
    float[] rounded = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(vector[i]));
    }
    return rounded;
  }
}
