package dev.loxodonta.ingest.memory.stream;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.write.Submission;
import java.util.List;

/**
 * An item of a stream that was checked.
 *
 * @param sequence the caller's number for it
 * @param submission the memory with its request id
 */
record StreamItem(long sequence, Submission submission) {

  /** Returns the memory. */
  MemoryDraft memory() {
    return submission.memories().get(0);
  }

  /** Returns a copy with another draft of the memory. */
  StreamItem withMemory(MemoryDraft draft) {
    return new StreamItem(sequence, submission.withMemories(List.of(draft)));
  }
}
