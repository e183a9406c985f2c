package dev.loxodonta.postgres.access;

/** What is counted. */
enum Accessed {
  /** Memories, counted in {@code memory_stats}. */
  MEMORIES("memories", "memory_stats", "memory_id"),
  /** Documents, counted in {@code document_stats}. */
  DOCUMENTS("documents", "document_stats", "document_id");

  private final String rows;
  private final String counters;
  private final String key;

  Accessed(String rows, String counters, String key) {
    this.rows = rows;
    this.counters = counters;
    this.key = key;
  }

  /** Returns the table of what is counted. */
  String rows() {
    return rows;
  }

  /** Returns the table of the counters. */
  String counters() {
    return counters;
  }

  /** Returns the counters' column that refers to what is counted. */
  String key() {
    return key;
  }
}
