package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that nobody announces. */
final class Patience {
  private static final long POLL_MILLIS = 20;

  private Patience() {}

  /** Asks every 20 ms; false when the answer was never yes within the limit. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalPostgresException("Interrupted while waiting for PostgreSQL.", e);
      }
    }
    return true;
  }
}
