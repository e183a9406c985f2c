package dev.loxodonta.router.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes a value of the row that the result stands on. */
@FunctionalInterface
public interface RowMapper<T> {

  /** Reads the row; never moves the result. */
  T map(ResultSet row) throws SQLException;
}
