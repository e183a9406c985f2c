package dev.loxodonta.router.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to be done over a connection, which stays the caller's. */
@FunctionalInterface
public interface SqlWork<T> {

  /** Does it. */
  T run(Connection connection) throws SQLException;
}
