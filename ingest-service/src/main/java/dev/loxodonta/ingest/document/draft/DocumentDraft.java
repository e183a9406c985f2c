package dev.loxodonta.ingest.document.draft;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.second.SecondVector;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a document, checked.
 *
 * @param id its id, made by the service unless the caller gave one
 * @param title its title; may be empty
 * @param docType its kind, 1 to 64 characters
 * @param sourceUri where it came from; null: not said
 * @param metadata its free fields as JSON text
 * @param createdAt when it was made; null: now, or as it was
 * @param contentHash SHA-256 of its text or its chunks' contents
 * @param second its second vector; null: none, or not made yet
 */
public record DocumentDraft(
    UUID id,
    String title,
    String docType,
    @Nullable String sourceUri,
    String metadata,
    @Nullable Instant createdAt,
    ByteString contentHash,
    @Nullable SecondVector second) {

  DocumentDraft withSecond(SecondVector vector) {
    return new DocumentDraft(
        id, title, docType, sourceUri, metadata, createdAt, contentHash, vector);
  }
}
