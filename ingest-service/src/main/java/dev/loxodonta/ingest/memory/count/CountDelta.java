package dev.loxodonta.ingest.memory.count;

/**
 * By how much a project grew; negative where it shrank.
 *
 * @param memories memories
 * @param vectors memories with a vector
 */
record CountDelta(long memories, long vectors) {

  /** Returns both together. */
  CountDelta plus(CountDelta other) {
    return new CountDelta(memories + other.memories, vectors + other.vectors);
  }

  /** Returns whether there is nothing to write. */
  boolean isZero() {
    return memories == 0 && vectors == 0;
  }
}
