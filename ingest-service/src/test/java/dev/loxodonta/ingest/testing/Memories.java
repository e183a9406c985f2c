package dev.loxodonta.ingest.testing;

import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes memories for tests, the same for the same seed. */
public final class Memories {

  private Memories() {}

  /** Returns a memory with a small vector. */
  public static Memory of(String content, float... embedding) {
    Memory.Builder memory = Memory.newBuilder().setContent(content);
    for (float value : embedding) {
      memory.addEmbedding(value);
    }
    return memory.build();
  }

  /** Returns memories with vectors of some dimensions. */
  public static List<Memory> random(int count, int dimensions, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count).mapToObj(i -> random(random, i, dimensions)).toList();
  }

  private static Memory random(Random random, int number, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return of("memory number " + number + " of many, with some words to find it by", vector);
  }
}
