package dev.loxodonta.ingest.archive;

/**
 * A column of a kind of record.
 *
 * @param name its name in PostgreSQL and in JSON
 * @param type how its values are written
 */
public record Column(String name, ColumnType type) {

  /** Returns the expression that selects it: what depends on the server is taken by its name. */
  String expression() {
    return type == ColumnType.LANGUAGE ? name + "::text" : "\"" + name + "\"";
  }
}
