package dev.loxodonta.ingest.saga.participant;

/** Where {@code entity_id_mapping} keeps what an entity is called in a store. */
public enum ExternalIdColumn {
  /** Property {@code uuid} of a node. */
  NEO4J_UUID("neo4j_uuid"),
  /** Id of a point. */
  QDRANT_POINT_ID("qdrant_point_id");

  private final String column;

  ExternalIdColumn(String column) {
    this.column = column;
  }

  /** Returns the column's name. */
  public String column() {
    return column;
  }
}
