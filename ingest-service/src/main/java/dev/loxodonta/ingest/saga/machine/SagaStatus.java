package dev.loxodonta.ingest.saga.machine;

import java.util.Locale;

/** Whether a saga goes on. */
public enum SagaStatus {
  /** Goes on by itself. */
  ACTIVE,
  /** A dead letter: waits for somebody to retry or abort it. */
  DEAD,
  /** Ended: applied everywhere. */
  DONE,
  /** Ended: taken back everywhere. */
  UNDONE;

  /** Returns the word that stands in the table {@code saga}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the status of a word. */
  public static SagaStatus ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /** Says whether nothing will happen any more. */
  public boolean isEnd() {
    return this == DONE || this == UNDONE;
  }
}
