package dev.loxodonta.ingest.pending;

import java.util.Arrays;

/** The tables whose rows may wait for their vector. */
enum Source {
  /** Memories, whose text may change while it is embedded. */
  MEMORIES("memories", "version", ", updated_at = now()"),
  /** Chunks, which never change. */
  CHUNKS("chunks", "0::int8", "");

  private final String table;
  private final String version;
  private final String alsoSet;

  Source(String table, String version, String alsoSet) {
    this.table = table;
    this.version = version;
    this.alsoSet = alsoSet;
  }

  /** Returns the source of a table. */
  static Source of(String table) {
    return Arrays.stream(values())
        .filter(source -> source.table.equals(table))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no rows wait in " + table));
  }

  /** Returns the table. */
  String table() {
    return table;
  }

  /** Returns the expression of a row's version; the same text has the same one. */
  String version() {
    return version;
  }

  /** Returns what is set together with the vector. */
  String alsoSet() {
    return alsoSet;
  }
}
