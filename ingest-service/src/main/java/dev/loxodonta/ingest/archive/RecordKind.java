package dev.loxodonta.ingest.archive;

import static dev.loxodonta.ingest.archive.ColumnType.BYTES;
import static dev.loxodonta.ingest.archive.ColumnType.INTEGER;
import static dev.loxodonta.ingest.archive.ColumnType.JSON;
import static dev.loxodonta.ingest.archive.ColumnType.LANGUAGE;
import static dev.loxodonta.ingest.archive.ColumnType.LONG;
import static dev.loxodonta.ingest.archive.ColumnType.REAL;
import static dev.loxodonta.ingest.archive.ColumnType.TEXT;
import static dev.loxodonta.ingest.archive.ColumnType.TIME;
import static dev.loxodonta.ingest.archive.ColumnType.UUID;
import static dev.loxodonta.ingest.archive.ColumnType.UUIDS;
import static dev.loxodonta.ingest.archive.ColumnType.VECTOR;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kinds of record in the order in which an archive has them, those that others refer to first,
 * with their columns. A kind is named as its table. Not carried: what PostgreSQL derives (generated
 * columns), the place (slot, project), leases and attempts of workers, and the ids of entities in
 * stores that are not part of the archive.
 */
public enum RecordKind {
  /** Memories, with facts that were replaced. */
  MEMORIES(
      true,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("updated_at", TIME),
      column("version", LONG),
      column("importance", REAL),
      column("memory_type", TEXT),
      column("session_id", TEXT),
      column("valid_from", TIME),
      column("valid_to", TIME),
      column("expires_at", TIME),
      column("fact_key", TEXT),
      column("recorded_at", TIME),
      column("superseded_at", TIME),
      column("replaced_from", TIME),
      column("consolidation_id", UUID),
      column("text_language", LANGUAGE),
      column("embedding", VECTOR),
      column("content", TEXT),
      column("metadata", JSON)),
  /** How often memories were recalled. */
  MEMORY_STATS(
      true,
      "memory_id",
      column("memory_id", UUID),
      column("access_count", LONG),
      column("last_accessed", TIME)),
  /** Documents. */
  DOCUMENTS(
      true,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("updated_at", TIME),
      column("version", LONG),
      column("title", TEXT),
      column("doc_type", TEXT),
      column("source_uri", TEXT),
      column("content_hash", BYTES),
      column("metadata", JSON),
      column("second_embedding", VECTOR)),
  /** The pieces of documents. */
  CHUNKS(
      true,
      "document_id, chunk_index",
      column("id", UUID),
      column("document_id", UUID),
      column("chunk_index", INTEGER),
      column("token_count", INTEGER),
      column("created_at", TIME),
      column("text_language", LANGUAGE),
      column("embedding", VECTOR),
      column("content", TEXT),
      column("metadata", JSON)),
  /** How often documents were read. */
  DOCUMENT_STATS(
      true,
      "document_id",
      column("document_id", UUID),
      column("access_count", LONG),
      column("last_accessed", TIME),
      column("chunk_count", INTEGER)),
  /** Entities. */
  ENTITIES(
      false,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("updated_at", TIME),
      column("version", LONG),
      column("confidence", REAL),
      column("entity_type", TEXT),
      column("name", TEXT),
      column("embedding", VECTOR),
      column("metadata", JSON),
      column("second_embedding", VECTOR)),
  /** What entities are called in Graphiti. */
  ENTITY_ID_MAPPING(
      false,
      "internal_id",
      column("internal_id", UUID),
      column("entity_type", TEXT),
      column("graphiti_uuid", UUID)),
  /** Which memory speaks of which entity. */
  MEMORY_ENTITIES(
      false,
      "memory_id, entity_id",
      column("memory_id", UUID),
      column("entity_id", UUID),
      column("created_at", TIME)),
  /** What is to be done. */
  TASKS(
      false,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("updated_at", TIME),
      column("version", LONG),
      column("due_at", TIME),
      column("priority", INTEGER),
      column("status", TEXT),
      column("session_id", TEXT),
      column("title", TEXT),
      column("description", TEXT),
      column("metadata", JSON)),
  /** JSON values under names. */
  STRUCTURED_DATA(
      false,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("updated_at", TIME),
      column("version", LONG),
      column("data_id", TEXT),
      column("data_type", TEXT),
      column("embedding", VECTOR),
      column("text_representation", TEXT),
      column("raw_json", JSON)),
  /** What happened. */
  EPISODIC_EVENTS(
      false,
      "\"timestamp\", id",
      column("id", UUID),
      column("timestamp", TIME),
      column("created_at", TIME),
      column("examined_at", TIME),
      column("consolidation_id", UUID),
      column("session_id", TEXT),
      column("event_type", TEXT),
      column("embedding", VECTOR),
      column("content", TEXT),
      column("metadata", JSON)),
  /** What was made of events. */
  CONSOLIDATIONS(
      false,
      "id",
      column("id", UUID),
      column("created_at", TIME),
      column("memory_id", UUID),
      column("session_id", TEXT),
      column("first_event_at", TIME),
      column("last_event_at", TIME),
      column("support_count", INTEGER),
      column("confidence", REAL),
      column("name", TEXT),
      column("pattern_summary", TEXT),
      column("event_ids", UUIDS),
      column("centroid", VECTOR)),
  /** Which memories and chunks wait for their vector. */
  PENDING_VECTORS(
      false,
      "memory_id",
      column("memory_id", UUID),
      column("source", TEXT),
      column("queued_at", TIME));

  private final boolean inSlot;
  private final String order;
  private final List<Column> columns;

  RecordKind(boolean inSlot, String order, Column... columns) {
    this.inSlot = inSlot;
    this.order = order;
    this.columns = List.of(columns);
  }

  /** Returns the kind of a name. */
  public static Optional<RecordKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.table().equals(name)).findFirst();
  }

  /** Returns its name, which is that of its table. */
  public String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether its table is partitioned by slot. */
  public boolean inSlot() {
    return inSlot;
  }

  /** Returns what its rows are sorted by: the rest of a key, so that an index has the order. */
  public String order() {
    return order;
  }

  /** Returns the columns. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the names of the columns. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns the expressions that select the columns. */
  public String expressions() {
    return columns.stream().map(Column::expression).collect(Collectors.joining(", "));
  }

  private static Column column(String name, ColumnType type) {
    return new Column(name, type);
  }
}
