package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.jdbc.SqlWork;
import dev.loxodonta.router.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs a transaction that needs a strong lock without ever making others wait for long: it gives up
 * when the lock does not come in time, waits longer each time, and tries again.
 */
public final class LockAttempts {

  private static final int MAX_ATTEMPTS = 60;
  private static final long MAX_PAUSE_MILLIS = 3_000;

  private LockAttempts() {}

  /**
   * Runs the work.
   *
   * @throws SQLException with the state 55P03 when the lock did not come in some 60 attempts over
   *     about two minutes
   */
  public static <T> T run(Connection connection, Duration lockTimeout, SqlWork<T> work)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Transactions.run(
            connection,
            c -> {
              limit(c, lockTimeout);
              return work.run(c);
            });
      } catch (SQLException e) {
        if (!isRefusal(e) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        pause(attempt, lockTimeout);
      }
    }
  }

  /** Sets the lock timeout of the transaction. */
  static void limit(Connection connection, Duration lockTimeout) throws SQLException {
    Sql.list(
        connection,
        "SELECT set_config('lock_timeout', ?, true)",
        row -> 1,
        lockTimeout.toMillis() + "ms");
  }

  /** Returns whether the failure is a lock that did not come, or a deadlock. */
  public static boolean isRefusal(SQLException failure) {
    String state = failure.getSQLState();
    return SqlFailures.LOCK_NOT_AVAILABLE.equals(state) || "40P01".equals(state);
  }

  /** Waits before the next attempt: as long as the lock timeout, then longer, with jitter. */
  public static void pause(int attempt, Duration lockTimeout) throws SQLException {
    long base = Math.min(MAX_PAUSE_MILLIS, Math.max(20, lockTimeout.toMillis()) * attempt);
    try {
      Thread.sleep(base / 2 + ThreadLocalRandom.current().nextLong(base));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", "57014", e);
    }
  }
}
