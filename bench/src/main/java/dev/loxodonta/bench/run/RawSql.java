package dev.loxodonta.bench.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plain SQL on the measured server, in a schema of its own: tables as a user of pgvector would make
 * them, filled from what the services have stored, so that both hold the same rows. Used by one
 * thread; whoever opened the connection closes it.
 */
final class RawSql {

  private static final String SCHEMA = "CREATE SCHEMA IF NOT EXISTS bench";
  private static final String INSERT_QUERY =
      "INSERT INTO bench.%s_queries (n, v, t) VALUES (?, ?::halfvec, ?)";

  private final Connection connection;

  RawSql(Connection connection) {
    this.connection = connection;
    execute(SCHEMA);
    execute("SET maintenance_work_mem = '1GB'");
  }

  /** Runs statements without results of interest. */
  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Returns the first column of all rows. */
  List<String> list(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Returns whether a table of the schema is there, left by an earlier run. */
  boolean has(String table) {
    return !list("SELECT 1 WHERE to_regclass('bench.%s') IS NOT NULL".formatted(table)).isEmpty();
  }

  /**
   * Makes the table {@code <name>_queries (n, v, t)}: number from 1 on, vector, text.
   *
   * @param texts as many as there are vectors
   */
  void storeQueries(String name, float[][] vectors, List<String> texts) {
    execute("DROP TABLE IF EXISTS bench.%s_queries".formatted(name));
    execute(
        "CREATE TABLE bench.%s_queries (n int PRIMARY KEY, v halfvec(%d) NOT NULL, t text NOT NULL)"
            .formatted(name, vectors[0].length));
    try (PreparedStatement insert = connection.prepareStatement(INSERT_QUERY.formatted(name))) {
      for (int i = 0; i < vectors.length; i++) {
        insert.setInt(1, i + 1);
        insert.setString(2, literal(vectors[i]));
        insert.setString(3, texts.get(i));
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    execute("VACUUM ANALYZE bench.%s_queries".formatted(name));
  }

  /** Brings visibility map and statistics up to date, for both sides. */
  void vacuum(String table) {
    execute("VACUUM ANALYZE " + table);
  }

  static String literal(float[] vector) {
    return Arrays.toString(vector).replace(" ", "");
  }
}
