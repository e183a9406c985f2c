package dev.loxodonta.router.slot;

import java.util.Optional;

/** The tables that go with a project, a referenced one before those that refer to it. */
public enum MovedTable {
  /** The memories themselves. */
  MEMORIES("memories", "id", "version, updated_at"),
  /** Their counters; rows refer to memories. */
  MEMORY_STATS("memory_stats", "memory_id", "access_count, last_accessed"),
  /** The documents. */
  DOCUMENTS("documents", "id", "version, updated_at"),
  /** Their pieces, which never change; rows refer to documents. */
  CHUNKS("chunks", "id", "document_id, chunk_index"),
  /** Their counters; rows refer to documents. */
  DOCUMENT_STATS("document_stats", "document_id", "access_count, last_accessed, chunk_count"),
  /** The answers of writes. */
  REQUEST_LOG("request_log", "request_id", "created_at");

  private final String parent;
  private final String key;
  private final String fingerprint;

  MovedTable(String parent, String key, String fingerprint) {
    this.parent = parent;
    this.key = key;
    this.fingerprint = fingerprint;
  }

  /** Returns the partitioned table. */
  public String parent() {
    return parent;
  }

  /** Returns the column that with slot and project makes the primary key. */
  public String key() {
    return key;
  }

  /** Returns the columns that differ whenever a row does. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns the table that rows refer to, or nothing. */
  public Optional<MovedTable> referenced() {
    return switch (this) {
      case MEMORY_STATS -> Optional.of(MEMORIES);
      case CHUNKS, DOCUMENT_STATS -> Optional.of(DOCUMENTS);
      case MEMORIES, DOCUMENTS, REQUEST_LOG -> Optional.empty();
    };
  }

  /** Returns the column that refers to {@link #referenced}; meaningless without one. */
  public String reference() {
    return this == MEMORY_STATS ? "memory_id" : "document_id";
  }

  /** Returns whether its rows have a vector of their content. */
  public boolean hasVectors() {
    return this == MEMORIES || this == CHUNKS;
  }

  /** Returns whether its rows count as the project's: counters and answers do not. */
  public boolean isCounted() {
    return this == MEMORIES || this == DOCUMENTS || this == CHUNKS;
  }

  /** Returns the partition of a slot. */
  public String partition(int slot) {
    return parent + "_s" + slot;
  }
}
