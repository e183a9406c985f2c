package dev.loxodonta.router.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in a transaction: committed when it returns, rolled back when it throws. */
public final class Transactions {

  private Transactions() {}

  /** Runs in READ COMMITTED. */
  public static <T> T run(Connection connection, SqlWork<T> work) throws SQLException {
    return run(connection, Connection.TRANSACTION_READ_COMMITTED, work);
  }

  /** Runs on one snapshot, which is taken by the first statement. */
  public static <T> T onSnapshot(Connection connection, SqlWork<T> work) throws SQLException {
    return run(connection, Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  private static <T> T run(Connection connection, int isolation, SqlWork<T> work)
      throws SQLException {
    connection.setTransactionIsolation(isolation);
    connection.setAutoCommit(false);
    try {
      T value = work.run(connection);
      connection.commit();
      return value;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(connection, e);
      throw e;
    } finally {
      restore(connection);
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void restore(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
  }
}
