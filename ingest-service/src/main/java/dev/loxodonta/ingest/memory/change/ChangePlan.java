package dev.loxodonta.ingest.memory.change;

import dev.loxodonta.ingest.memory.statement.UpdateMemory.Column;
import dev.loxodonta.postgres.Halfvec;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A checked change of one memory.
 *
 * @param id the memory
 * @param values the new values by column; null is a value
 * @param textToEmbed the new text whose vector is still to be made; null: none is
 * @param embedLater whether the vector of the new text is made after the change
 * @param expectedVersion the version that it must have; null: any
 */
record ChangePlan(
    UUID id,
    Map<Column, @Nullable Object> values,
    @Nullable String textToEmbed,
    boolean embedLater,
    @Nullable Long expectedVersion) {

  /** Returns a copy with the vector of the new text. */
  ChangePlan withEmbedding(Halfvec vector) {
    return with(vector, false);
  }

  /** Returns a copy that takes the old text's vector away and leaves the new one for later. */
  ChangePlan embeddedLater() {
    return with(null, true);
  }

  private ChangePlan with(@Nullable Halfvec vector, boolean later) {
    Map<Column, @Nullable Object> all = new EnumMap<>(values);
    all.put(Column.EMBEDDING, vector);
    return new ChangePlan(id, all, null, later, expectedVersion);
  }
}
