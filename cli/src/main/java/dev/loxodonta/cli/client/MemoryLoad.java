package dev.loxodonta.cli.client;

import dev.loxodonta.cli.terminal.Progress;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import dev.loxodonta.type.v1.Memory;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/** Loads a file into a project: all of it or, when anything fails, nothing. */
public final class MemoryLoad {

  private static final int MEMORIES_PER_MESSAGE = 200;

  /**
   * What a load has done.
   *
   * @param memories how many are there now
   * @param duration how long it took, embedding included
   * @param writeToken for reads that must see them
   */
  public record Loaded(long memories, Duration duration, String writeToken) {

    /** Returns the rate. */
    public double memoriesPerSecond() {
      return memories / Math.max(1e-9, duration.toNanos() / 1e9);
    }
  }

  private final ClusterClient client;

  /** Takes the connection, which stays the caller's. */
  public MemoryLoad(ClusterClient client) {
    this.client = client;
  }

  /**
   * Loads a file and shows its progress.
   *
   * @throws io.grpc.StatusRuntimeException when the service refuses or fails; nothing stays then
   */
  public Loaded load(long projectId, MemoryFile file, String task) {
    long started = System.nanoTime();
    try (Progress progress = Progress.of(task, file.count(), "memories");
        Stream<Memory> memories = file.memories()) {
      Upload<LoadMemoriesRequest, LoadMemoriesResponse> upload =
          new Upload<>(
              answer -> progress.advanceTo(answer.getLoaded()), LoadMemoriesResponse::getCommitted);
      client.memoryStreams().loadMemories(upload);
      send(projectId, memories.iterator(), upload);
      LoadMemoriesResponse committed = upload.commit();
      return new Loaded(
          committed.getLoaded(),
          Duration.ofNanos(System.nanoTime() - started),
          committed.getWriteToken());
    }
  }

  private static void send(
      long projectId,
      Iterator<Memory> memories,
      Upload<LoadMemoriesRequest, LoadMemoriesResponse> upload) {
    try {
      while (memories.hasNext() && !upload.isOver()) {
        upload.send(part(projectId, memories));
      }
    } catch (RuntimeException e) {
      upload.cancel(e);
      throw e;
    }
  }

  private static LoadMemoriesRequest part(long projectId, Iterator<Memory> memories) {
    LoadMemoriesRequest.Builder part = LoadMemoriesRequest.newBuilder().setProjectId(projectId);
    while (memories.hasNext() && part.getMemoriesCount() < MEMORIES_PER_MESSAGE) {
      part.addMemories(memories.next());
    }
    return part.build();
  }
}
