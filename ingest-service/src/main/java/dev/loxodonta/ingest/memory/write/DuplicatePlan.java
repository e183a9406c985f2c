package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.statement.SelectContents.Held;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

  /** Returns the plan for the contents that the project holds. */
  static DuplicatePlan of(List<MemoryDraft> memories, Map<UUID, Held> contents) {
    Map<UUID, Held> known = new HashMap<>(contents);
    List<MemoryDraft> fresh = new ArrayList<>();
    Map<UUID, Held> held = new HashMap<>();
    for (MemoryDraft memory : memories) {
      UUID hash = hash(memory);
      Held holder = known.get(hash);
      if (holder == null) {
        known.put(hash, new Held(hash, memory.id(), 0));
        fresh.add(memory);
      } else {
        held.put(memory.id(), holder);
      }
    }
    return new DuplicatePlan(fresh, held);
  }

  static UUID hash(MemoryDraft memory) {
    return Fingerprints.ofContent(memory.memoryType(), memory.content());
  }
}
