package dev.loxodonta.search.lexical;

/** What texts are searched for words. */
public enum TextTable {
  /** Memories. */
  MEMORIES("memories"),
  /** The chunks of documents. */
  CHUNKS("chunks");

  private final String sql;

  TextTable(String sql) {
    this.sql = sql;
  }

  /** Returns the table's name. */
  public String sql() {
    return sql;
  }
}
