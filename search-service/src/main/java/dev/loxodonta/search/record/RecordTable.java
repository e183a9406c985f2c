package dev.loxodonta.search.record;

/** What is searched. */
enum RecordTable {
  /** Documents, by slot. */
  DOCUMENTS,
  /** Entities, which carry no slot. */
  ENTITIES
}
