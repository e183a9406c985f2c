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
   * What came of it.
   *
   * @param value the work's value
   * @param heldMillis how long writers were held: from the question that was answered to the
   *     release
   */
  public record Held<T>(T value, long heldMillis) {}

  /**
   * Runs a transaction on one snapshot under the lock.
   *
   * @throws SQLException with the state 55P03 when the lock was not got in about two minutes, or
   *     what the work throws
   */
  public static <T> Held<T> attempt(
      Connection connection, int slot, Duration lockTimeout, SqlWork<T> work) throws SQLException {
    return hold(connection, slot, lockTimeout, c -> Transactions.onSnapshot(c, work));
  }

  /**
   * Runs work under the lock that makes its own transactions.
   *
   * @throws SQLException as {@link #attempt} does
   */
  public static <T> Held<T> hold(
      Connection connection, int slot, Duration lockTimeout, SqlWork<T> work) throws SQLException {
    long askedAtNanos = lock(connection, slot, lockTimeout);
    T value;
    try {
      value = work.run(connection);
    } catch (SQLException | RuntimeException e) {
      unlockAfter(connection, slot, e);
      throw e;
    }
    unlock(connection, slot);
    long heldNanos = System.nanoTime() - askedAtNanos;
    return new Held<>(value, Math.max(1, Duration.ofNanos(heldNanos).toMillis()));
  }

  /**
   * Takes the slot's lock as a writer does, shared and to the end of the transaction.
   *
   * @return whether the slot takes writes
   */
  public static boolean joinWriters(Connection connection, int slot) throws SQLException {
    Sql.list(connection, "SELECT pg_advisory_xact_lock_shared(?, ?)", row -> 1, FENCE, slot);
    return Sql.exists(
        connection, "SELECT 1 FROM slot_owner WHERE slot = ? AND state = 'active'", slot);
  }

  private static long lock(Connection connection, int slot, Duration lockTimeout)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      long askedAtNanos = System.nanoTime();
      try {
        ask(connection, slot, lockTimeout);
        return askedAtNanos;
      } catch (SQLException e) {
        if (!LockAttempts.isRefusal(e) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        LockAttempts.pause(attempt, lockTimeout);
      }
    }
  }

  private static void ask(Connection connection, int slot, Duration lockTimeout)
      throws SQLException {
    Transactions.run(
        connection,
        c -> {
          LockAttempts.limit(c, lockTimeout);
          return Sql.list(c, "SELECT pg_advisory_lock(?, ?)", row -> 1, FENCE, slot);
        });
  }

  private static void unlock(Connection connection, int slot) throws SQLException {
    Sql.list(connection, "SELECT pg_advisory_unlock(?, ?)", row -> 1, FENCE, slot);
  }

  /** A connection that is gone has no lock any more. */
  private static void unlockAfter(Connection connection, int slot, Exception failure) {
    try {
      unlock(connection, slot);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
