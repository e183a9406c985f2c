package dev.loxodonta.ingest.memory.stream;

import dev.loxodonta.ingest.IngestConfig;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;

/** StreamMemories. Thread-safe. */
@Singleton
public final class MemoryStream {

  /** Messages that may wait between gRPC and this class; part of what is in flight. */
  public static final int PREFETCH = 128;

  private static final int IN_FLIGHT = 1_024;
  private static final int PROJECTS_AT_ONCE = 4;

  private final StreamGroupWriter writer;
  private final IngestConfig config;

  MemoryStream(StreamGroupWriter writer, IngestConfig config) {
    this.writer = writer;
    this.config = config;
  }

  /** Writes a stream and answers each item; fails only when the stream itself does. */
  public Flux<StreamMemoriesResponse> write(Flux<StreamMemoriesRequest> requests) {
    return GroupCommit.of(requests, IN_FLIGHT - PREFETCH, config.streamBatch(), this::write);
  }

  private Flux<StreamMemoriesResponse> write(List<StreamMemoriesRequest> group) {
    Map<Long, List<StreamMemoriesRequest>> byProject =
        group.stream()
            .collect(
                Collectors.groupingBy(
                    StreamMemoriesRequest::getProjectId, LinkedHashMap::new, Collectors.toList()));
    return Flux.fromIterable(byProject.entrySet())
        .flatMap(e -> writer.write(e.getKey(), e.getValue()), PROJECTS_AT_ONCE);
  }
}
