package dev.loxodonta.bench.write;

import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.bench.data.Sentences;
import dev.loxodonta.type.v1.Memory;
import java.util.ArrayList;
import java.util.List;

/** Memories with ids, short texts and made vectors. */
final class MadeMemories {

  private static final long SEED = 47;

  private MadeMemories() {}

  /** Returns memories of so many dimensions. */
  static List<Memory> of(int count, int dimensions) {
    float[][] vectors = new ClusteredVectors(dimensions, SEED).next(count);
    List<Memory> memories = new ArrayList<>(count);
    for (int row = 0; row < count; row++) {
      memories.add(of(row, vectors[row]));
    }
    return memories;
  }

  private static Memory of(int row, float[] vector) {
    Memory.Builder memory =
        Memory.newBuilder().setId(MemoryIds.of(row)).setContent(Sentences.of(row));
    for (float number : vector) {
      memory.addEmbedding(number);
    }
    return memory.build();
  }
}
