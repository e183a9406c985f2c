package dev.loxodonta.router.operation;

import java.util.Locale;

/** How far an operation is. */
public enum OperationState {
  /** Waits or works. */
  RUNNING,
  /** Ended well. */
  SUCCEEDED,
  /** Ended without effect. */
  FAILED;

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static OperationState ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
