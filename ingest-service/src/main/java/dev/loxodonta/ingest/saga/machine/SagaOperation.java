package dev.loxodonta.ingest.saga.machine;

import java.util.Locale;

/** What a saga brings to the other stores. */
public enum SagaOperation {
  /** A new or changed entity. */
  UPSERT,
  /** The end of an entity. */
  DELETE,
  /** The entity as it is, for a store that has it otherwise. */
  REPAIR;

  /** Returns the word that stands in the table {@code saga}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the operation of a word. */
  public static SagaOperation ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
