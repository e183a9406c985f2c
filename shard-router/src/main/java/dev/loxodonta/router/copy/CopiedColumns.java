package dev.loxodonta.router.copy;

import dev.loxodonta.router.slot.MovedTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of a table as a copy writes them: everything as it is, but for the vector where the
 * space changes. Pure; rows that are read are named {@code s}, rows that are there {@code t}.
 *
 * @param task what is copied where
 * @param table of which table
 * @param names its columns, as in {@link TableColumns}
 */
record CopiedColumns(CopyTask task, MovedTable table, List<String> names) {

  private static final String VECTOR = "embedding";

  /** Returns whether vectors of this table are made anew. */
  boolean madeAnew() {
    return task.vectors() instanceof VectorCopy.MadeAnew && table.hasVectors();
  }

  /** Returns the list for an INSERT. */
  String list() {
    return String.join(", ", names);
  }

  /** Returns the values for it, of a row {@code s} of the old slot. */
  String values() {
    return names.stream()
        .map(name -> madeAnew() && name.equals(VECTOR) ? vector() + " AS embedding" : "s." + name)
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the assignments of an upsert into rows {@code t}. A new vector stays while the text is
   * the same.
   */
  String assignments() {
    return names.stream().map(this::assignment).collect(Collectors.joining(", "));
  }

  /** Returns the condition that a row {@code s} is to have a vector. */
  String wantsVector() {
    return "(s.embedding IS NOT NULL OR EXISTS (SELECT FROM pending_vectors p"
        + " WHERE p.project_id = s.project_id AND p.source = '%s' AND p.memory_id = s.id))"
            .formatted(table.parent());
  }

  private String assignment(String name) {
    return madeAnew() && name.equals(VECTOR)
        ? "embedding = CASE WHEN t.content = excluded.content"
            + " THEN COALESCE(t.embedding, excluded.embedding) ELSE excluded.embedding END"
        : name + " = excluded." + name;
  }

  private String vector() {
    return task.vectors() instanceof VectorCopy.MadeAnew anew && anew.keptSlot().isPresent()
        ? kept(anew.keptSlot().getAsInt())
        : "NULL::halfvec";
  }

  private String kept(int slot) {
    return """
    CASE WHEN %s THEN (SELECT k.embedding FROM %s k
      WHERE k.slot = %d AND k.project_id = s.project_id AND k.id = s.id AND k.content = s.content) END\
    """
        .formatted(wantsVector(), table.partition(slot), slot);
  }
}
