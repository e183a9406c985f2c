package dev.loxodonta.router.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/** Runs one statement over a connection, with parameters for its question marks. */
public final class Sql {

  private Sql() {}

  /** Runs a statement; returns how many rows it changed. */
  public static int update(
      Connection connection, @Language("SQL") String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      statement.execute();
      return Math.max(0, statement.getUpdateCount());
    }
  }

  /** Runs statements without parameters, as DDL. */
  public static void execute(Connection connection, @Language("SQL") String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns every row. */
  public static <T> List<T> list(
      Connection connection,
      @Language("SQL") String sql,
      RowMapper<T> mapper,
      @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> values = new ArrayList<>();
      while (rows.next()) {
        values.add(mapper.map(rows));
      }
      return values;
    }
  }

  /** Returns the first row, or nothing. */
  public static <T> Optional<T> first(
      Connection connection,
      @Language("SQL") String sql,
      RowMapper<T> mapper,
      @Nullable Object... parameters)
      throws SQLException {
    return list(connection, sql, mapper, parameters).stream().findFirst();
  }

  /** Returns the number in the first column of the first row; 0 when there is none. */
  public static long number(
      Connection connection, @Language("SQL") String sql, @Nullable Object... parameters)
      throws SQLException {
    return first(connection, sql, row -> row.getLong(1), parameters).orElse(0L);
  }

  /** Says whether the statement returns a row. */
  public static boolean exists(
      Connection connection, @Language("SQL") String sql, @Nullable Object... parameters)
      throws SQLException {
    return !list(connection, sql, row -> true, parameters).isEmpty();
  }

  /** Returns a text with quotes as an SQL identifier. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, bindable(connection, parameters[i]));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static @Nullable Object bindable(Connection connection, @Nullable Object value)
      throws SQLException {
    return switch (value) {
      case null -> null;
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case UUID[] uuids -> connection.createArrayOf("uuid", uuids);
      case Long[] numbers -> connection.createArrayOf("int8", numbers);
      case String[] texts -> connection.createArrayOf("text", texts);
      default -> value;
    };
  }
}
