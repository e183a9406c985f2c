package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.second.SecondVector;
import org.jspecify.annotations.Nullable;

/**
 * A checked PutDocument.
 *
 * @param document what is said about the document
 * @param content what it holds
 * @param key what makes it idempotent; null: nothing does
 * @param expectedVersion the version that the document must have, 0: it must not be there; null:
 *     any
 * @param later whether vectors that are to be made are made after the write
 */
public record PutPlan(
    DocumentDraft document,
    DocumentContent content,
    @Nullable RequestKey key,
    @Nullable Long expectedVersion,
    boolean later) {

  /** Returns the plan with the document's second vector. */
  public PutPlan withSecond(SecondVector vector) {
    return new PutPlan(document.withSecond(vector), content, key, expectedVersion, later);
  }
}
