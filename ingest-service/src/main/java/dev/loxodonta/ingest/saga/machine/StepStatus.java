package dev.loxodonta.ingest.saga.machine;

import java.util.Locale;

/** How far one store is. */
public enum StepStatus {
  /** Not known to be applied; while a saga goes backward: not known to be taken back. */
  PENDING,
  /** Applied. */
  DONE,
  /** Failed, which is allowed for a cache. */
  SKIPPED,
  /** Taken back, or never applied. */
  UNDONE;

  /** Returns the word that stands in the table {@code saga_step}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the status of a word. */
  public static StepStatus ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
