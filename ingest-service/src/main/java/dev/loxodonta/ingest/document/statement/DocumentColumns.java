package dev.loxodonta.ingest.document.statement;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Document;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The columns of a document as callers see it, and their mapper. Stateless. */
final class DocumentColumns {

  private static final String LIST =
      """
      d.id, d.title, d.doc_type, d.source_uri, d.metadata, d.created_at, d.updated_at, d.version,
      d.content_hash, t.chunk_count, t.access_count, t.last_accessed, %s AS second_embedding\
      """;

  private DocumentColumns() {}

  /** Returns the columns, of the aliases {@code d} for documents and {@code t} for their stats. */
  static String list(boolean second) {
    return LIST.formatted(second ? "d.second_embedding" : "NULL::halfvec");
  }

  /** Returns the document of a row that may have none. */
  static Seen<Optional<Document>> toSeen(Readable row) {
    Optional<Document> document =
        Optional.ofNullable(row.get("id", UUID.class)).map(id -> toDocument(row));
    return new Seen<>(row.get("slot_epoch", Long.class), document);
  }

  /** Returns the document of a row that has the columns of {@link #list}. */
  static Document toDocument(Readable row) {
    Document.Builder document =
        Document.newBuilder()
            .setId(requireNonNull(row.get("id", UUID.class)).toString())
            .setTitle(requireNonNull(row.get("title", String.class)))
            .setDocType(requireNonNull(row.get("doc_type", String.class)))
            .setMetadata(
                MetadataReader.toStruct(requireNonNull(row.get("metadata", Json.class)).asString()))
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))))
            .setUpdatedAt(Times.toTimestamp(requireNonNull(row.get("updated_at", Instant.class))))
            .setVersion(requireNonNull(row.get("version", Long.class)))
            .setContentHash(
                ByteString.copyFrom(requireNonNull(row.get("content_hash", ByteBuffer.class))));
    String uri = row.get("source_uri", String.class);
    if (uri != null) {
      document.setSourceUri(uri);
    }
    Halfvec second = row.get("second_embedding", Halfvec.class);
    if (second != null) {
      second.forEach(document::addSecondEmbedding);
    }
    addCounters(document, row);
    return document.build();
  }

  private static void addCounters(Document.Builder document, Readable row) {
    Integer chunks = row.get("chunk_count", Integer.class);
    if (chunks != null) {
      document.setChunkCount(chunks);
    }
    Long accesses = row.get("access_count", Long.class);
    if (accesses != null) {
      document.setAccessCount(accesses);
    }
    Instant last = row.get("last_accessed", Instant.class);
    if (last != null) {
      document.setLastAccessed(Times.toTimestamp(last));
    }
  }
}
