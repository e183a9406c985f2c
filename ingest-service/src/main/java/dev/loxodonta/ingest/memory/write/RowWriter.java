package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.MemoryDraft.VectorPlan;
import dev.loxodonta.ingest.memory.statement.LockFacts;
import dev.loxodonta.ingest.memory.statement.QueueVectors;
import dev.loxodonta.ingest.memory.statement.SupersedeFacts;
import dev.loxodonta.ingest.memory.statement.UnqueueVectors;
import dev.loxodonta.ingest.memory.statement.UpsertMemories;
import dev.loxodonta.ingest.memory.statement.UpsertMemories.Entry;
import dev.loxodonta.postgres.WriteSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stores memories inside a transaction: ends the values of fact keys that they supersede, writes
 * the rows, and queues those whose vector is made later. One round trip where there is neither.
 * Stateless.
 */
final class RowWriter {

  private RowWriter() {}

  /**
   * Returns the version of each memory by its id; 1 means that it is new.
   *
   * @param memories no id twice, and no fact key twice among those that supersede
   */
  static Mono<Map<UUID, Long>> store(WriteSession session, List<MemoryDraft> memories) {
    if (memories.isEmpty()) {
      return Mono.just(Map.of());
    }
    Instant now = Instant.now();
    return supersede(session, memories.stream().filter(m -> m.supersedes(now)).toList())
        .flatMap(ends -> UpsertMemories.run(session, entries(memories, ends, now)))
        .flatMap(versions -> queue(session, memories, versions).thenReturn(versions));
  }

  private static Mono<Map<String, Instant>> supersede(
      WriteSession session, List<MemoryDraft> values) {
    return values.isEmpty()
        ? Mono.just(Map.of())
        : LockFacts.run(session, values.stream().map(RowWriter::key).toList())
            .then(Mono.defer(() -> SupersedeFacts.run(session, values)));
  }

  private static List<Entry> entries(
      List<MemoryDraft> memories, Map<String, Instant> ends, Instant now) {
    return memories.stream().map(entry(ends, now)).toList();
  }

  /** A value that supersedes another is known, and unless it says otherwise holds, from then on. */
  private static Function<MemoryDraft, Entry> entry(Map<String, Instant> ends, Instant now) {
    return memory -> {
      boolean history = memory.factKey() != null && !memory.supersedes(now);
      Instant end = history || memory.factKey() == null ? null : ends.get(key(memory));
      return end == null
          ? new Entry(memory, null, history)
          : new Entry(memory.heldFrom(end), end, false);
    };
  }

  private static Mono<Void> queue(
      WriteSession session, List<MemoryDraft> memories, Map<UUID, Long> versions) {
    List<UUID> later =
        memories.stream()
            .filter(m -> m.vectorPlan() == VectorPlan.LATER)
            .map(MemoryDraft::id)
            .toList();
    List<UUID> replaced =
        memories.stream()
            .filter(m -> m.vectorPlan() != VectorPlan.LATER && isReplaced(m, versions))
            .map(MemoryDraft::id)
            .toList();
    Mono<Void> queued = later.isEmpty() ? Mono.empty() : QueueVectors.run(session, later);
    return replaced.isEmpty()
        ? queued
        : queued.then(Mono.defer(() -> UnqueueVectors.run(session, replaced)));
  }

  private static boolean isReplaced(MemoryDraft memory, Map<UUID, Long> versions) {
    Long version = versions.get(memory.id());
    return version != null && version > 1;
  }

  private static String key(MemoryDraft memory) {
    @Nullable String key = memory.factKey();
    return key == null ? "" : key;
  }
}
