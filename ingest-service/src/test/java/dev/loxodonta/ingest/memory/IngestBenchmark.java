package dev.loxodonta.ingest.memory;

import dev.loxodonta.ingest.testing.AckingClient;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.LoadingClient;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Memories per second over gRPC into one PostgreSQL server on the same machine, vectors given, into
 * a shared slot (exact index, text index). A main program; README.md has the figures.
 */
public final class IngestBenchmark {

  private static final int ROUNDS = 20;
  private static final int BATCH = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private long nextProject = 1;
  private final IngestProcess ingest;

  private IngestBenchmark(IngestProcess ingest) {
    this.ingest = ingest;
  }

  /** Prints the figures. */
  public static void main(String[] arguments) {
    try (IngestProcess ingest = new IngestProcess()) {
      IngestBenchmark benchmark = new IngestBenchmark(ingest);
      for (int dimensions : new int[] {384, 768, 384, 768}) {
        List<Memory> memories = Memories.random(BATCH, dimensions, dimensions);
        benchmark.batches(dimensions, memories, 1);
        benchmark.batches(dimensions, memories, 2);
        benchmark.stream(dimensions, memories);
        benchmark.load(dimensions, memories);
      }
    }
  }

  private void batches(int dimensions, List<Memory> memories, int clients) {
    long project = project(dimensions);
    WriteMemoriesRequest request =
        WriteMemoriesRequest.newBuilder().setProjectId(project).addAllMemories(memories).build();
    MemoryServiceGrpc.MemoryServiceBlockingStub client = ingest.memories();
    long start = System.nanoTime();
    IntStream.range(0, clients)
        .mapToObj(i -> Thread.ofVirtual().start(() -> repeat(client, request, clients)))
        .toList()
        .forEach(IngestBenchmark::join);
    report("WriteMemories(1000), " + clients + " at once", dimensions, start, ROUNDS * BATCH);
  }

  private static void repeat(
      MemoryServiceGrpc.MemoryServiceBlockingStub client,
      WriteMemoriesRequest request,
      int clients) {
    for (int i = 0; i < ROUNDS / clients; i++) {
      client.writeMemories(request);
    }
  }

  private void stream(int dimensions, List<Memory> memories) {
    long project = project(dimensions);
    AckingClient client = AckingClient.open(ingest);
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS * BATCH; i++) {
      client.isReadyWithin(PATIENCE);
      client.send(
          StreamMemoriesRequest.newBuilder()
              .setProjectId(project)
              .setSequence(i)
              .setMemory(memories.get(i % BATCH))
              .build());
    }
    client.finish();
    report("StreamMemories", dimensions, start, ROUNDS * BATCH);
  }

  private void load(int dimensions, List<Memory> memories) {
    LoadMemoriesRequest message =
        LoadMemoriesRequest.newBuilder()
            .setProjectId(project(dimensions))
            .addAllMemories(memories)
            .build();
    LoadingClient client = LoadingClient.open(ingest);
    long start = System.nanoTime();
    for (int i = 0; i < 2 * ROUNDS; i++) {
      client.send(message);
    }
    client.finish();
    report("LoadMemories", dimensions, start, 2 * ROUNDS * BATCH);
  }

  private long project(int dimensions) {
    long project = nextProject++;
    ingest.shard().project(project, "callers-own", dimensions);
    return project;
  }

  private static void report(String what, int dimensions, long startNanos, int memories) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.out.printf("%-32s %4d dimensions %8.0f/s%n", what, dimensions, memories / seconds);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
