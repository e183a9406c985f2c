package dev.loxodonta.bench.cluster;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Loads made memories into a project in one transaction. */
final class MemoryLoader {

  private static final int PER_MESSAGE = 200;

  private MemoryLoader() {}

  /**
   * Loads and returns after the commit.
   *
   * @param memory makes the memory of a number from 0 on
   * @throws java.util.concurrent.CompletionException when the service refuses
   */
  static void load(ClusterClient client, long projectId, int count, IntFunction<Memory> memory) {
    load(
        client,
        IntStream.iterate(0, from -> from < count, from -> from + PER_MESSAGE)
            .mapToObj(from -> message(projectId, from, Math.min(count, from + PER_MESSAGE), memory))
            .iterator());
  }

  /** Sends messages that were made before, and returns after the commit. Fails likewise. */
  static void load(ClusterClient client, Iterator<LoadMemoriesRequest> messages) {
    AtomicBoolean committed = new AtomicBoolean();
    PacedStream.send(
        client.memoryStreams()::loadMemories,
        messages,
        progress -> committed.compareAndSet(false, progress.getCommitted()));
    if (!committed.get()) {
      throw new IllegalStateException("ended without a commit");
    }
  }

  private static LoadMemoriesRequest message(
      long projectId, int from, int to, IntFunction<Memory> memory) {
    LoadMemoriesRequest.Builder part = LoadMemoriesRequest.newBuilder().setProjectId(projectId);
    for (int i = from; i < to; i++) {
      part.addMemories(memory.apply(i));
    }
    return part.build();
  }
}
