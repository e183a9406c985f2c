package dev.loxodonta.ingest.saga.machine;

import java.util.Locale;

/** Which way a saga goes. */
public enum SagaDirection {
  /** Its steps are applied, upwards. */
  FORWARD,
  /** Its steps are taken back, downwards. */
  BACKWARD;

  /** Returns the word that stands in the table {@code saga}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the direction of a word. */
  public static SagaDirection ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
