package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one caller wants to be written together.
 *
 * @param memories the memories, at least one, no id twice
 * @param key what makes it idempotent; null: nothing does
 * @param skipDuplicates whether memories whose content is there already are left out
 */
public record Submission(
    List<MemoryDraft> memories, @Nullable RequestKey key, boolean skipDuplicates) {

  /** Copies the list. */
  public Submission {
    memories = List.copyOf(memories);
  }

  /** Returns a copy with other memories. */
  public Submission withMemories(List<MemoryDraft> drafts) {
    return new Submission(drafts, key, skipDuplicates);
  }
}
