package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlWork;
import dev.loxodonta.router.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The exclusive side of a slot's fence: while it is held, no write of any project in the slot is
 * under way and none begins. Asked for with a short timeout, since writers queue behind the
 * question, and asked again after they were let through. Held by the session, so that the
 * transaction inside begins its snapshot after the last write was committed.
 */
public final class SlotLock {

  /** The class of the fence's advisory locks, as in {@code loxo_fence}. */
  private static final int FENCE = 1_819_244_655;

  private static final int MAX_ATTEMPTS = 60;

  private SlotLock() {}

  /**
   * Runs a transaction on one snapshot under the lock.
   *
   * @throws SQLException with the state 55P03 when the lock was not got in about two minutes, or
   *     what the work throws
   */
  public static <T> T attempt(
      Connection connection, int slot, Duration lockTimeout, SqlWork<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        lock(connection, slot, lockTimeout);
        break;
      } catch (SQLException e) {
        if (!LockAttempts.isRefusal(e) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        LockAttempts.pause(attempt, lockTimeout);
      }
    }
    try {
      return Transactions.onSnapshot(connection, work);
    } finally {
      unlock(connection, slot);
    }
  }

  private static void lock(Connection connection, int slot, Duration lockTimeout)
      throws SQLException {
    Transactions.run(
        connection,
        c -> {
          LockAttempts.limit(c, lockTimeout);
          return Sql.list(c, "SELECT pg_advisory_lock(?, ?)", row -> 1, FENCE, slot);
        });
  }

  private static void unlock(Connection connection, int slot) throws SQLException {
    if (!connection.isClosed()) {
      Sql.list(connection, "SELECT pg_advisory_unlock(?, ?)", row -> 1, FENCE, slot);
    }
  }
}
