package dev.loxodonta.ingest.data.statement;

import dev.loxodonta.postgres.Halfvec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value that was checked and is to be written.
 *
 * @param id the row's id, where it is new
 * @param dataId the caller's name for it
 * @param dataType its kind
 * @param json the value as JSON text
 * @param text the value in words; may be empty
 * @param embedding the vector; null: none
 */
public record DataRow(
    UUID id,
    String dataId,
    String dataType,
    String json,
    String text,
    @Nullable Halfvec embedding) {

  /** Returns a copy with a vector. */
  public DataRow withEmbedding(Halfvec vector) {
    return new DataRow(id, dataId, dataType, json, text, vector);
  }
}
