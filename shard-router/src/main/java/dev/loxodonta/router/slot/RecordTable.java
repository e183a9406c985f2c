package dev.loxodonta.router.slot;

/**
 * The tables whose rows belong to a project and carry no slot: they stay where they are when their
 * project gets a slot of its own.
 */
public enum RecordTable {
  /** What happened; partitioned by month. */
  EPISODIC_EVENTS("episodic_events"),
  /** What is to be done. */
  TASKS("tasks"),
  /** JSON values under names. */
  STRUCTURED_DATA("structured_data"),
  /** What was made of events. */
  CONSOLIDATIONS("consolidations"),
  /** Which run consolidates a project. */
  CONSOLIDATION_LEASES("consolidation_leases");

  private final String table;

  RecordTable(String table) {
    this.table = table;
  }

  /** Returns the table's name. */
  public String table() {
    return table;
  }
}
