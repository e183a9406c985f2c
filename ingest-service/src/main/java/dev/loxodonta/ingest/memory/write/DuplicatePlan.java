package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.statement.SelectContents.Held;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which memories of a submission are to be written, and which stand for one that is there. Pure.
 *
 * @param fresh the memories to write
 * @param held for the id of each other one, the memory that it is a duplicate of: one that the
 *     project holds (with its version) or an earlier one of the same submission (version 0)
 */
record DuplicatePlan(List<MemoryDraft> fresh, Map<UUID, Held> held) {

  /** Returns the plan that writes everything. */
  static DuplicatePlan none(List<MemoryDraft> memories) {
    return new DuplicatePlan(memories, Map.of());
  }

  /**
   * Returns the plan for the contents that the project holds. A value of a fact key is a duplicate
   * only of the current value of that key, any other memory of whatever says the same.
   */
  static DuplicatePlan of(List<MemoryDraft> memories, List<Held> contents) {
    Map<Content, Held> known = new HashMap<>();
    contents.forEach(held -> note(known, held));
    List<MemoryDraft> fresh = new ArrayList<>();
    Map<UUID, Held> held = new HashMap<>();
    for (MemoryDraft memory : memories) {
      UUID hash = hash(memory);
      Held holder = known.get(new Content(hash, memory.factKey()));
      if (holder == null) {
        note(known, new Held(hash, memory.factKey(), memory.id(), 0));
        fresh.add(memory);
      } else {
        held.put(memory.id(), holder);
      }
    }
    return new DuplicatePlan(fresh, held);
  }

  private record Content(UUID hash, @Nullable String factKey) {}

  private static void note(Map<Content, Held> known, Held held) {
    known.putIfAbsent(new Content(held.contentHash(), held.factKey()), held);
    known.putIfAbsent(new Content(held.contentHash(), null), held);
  }

  static UUID hash(MemoryDraft memory) {
    return Fingerprints.ofContent(memory.memoryType(), memory.content());
  }
}
