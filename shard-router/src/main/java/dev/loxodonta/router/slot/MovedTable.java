package dev.loxodonta.router.slot;

/** The tables that go with a project, a referenced one before those that refer to it. */
public enum MovedTable {
  /** The memories themselves. */
  MEMORIES("memories", "id", "version, updated_at"),
  /** Their counters; rows refer to memories. */
  MEMORY_STATS("memory_stats", "memory_id", "access_count, last_accessed"),
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

  /** Returns the partition of a slot. */
  public String partition(int slot) {
    return parent + "_s" + slot;
  }
}
