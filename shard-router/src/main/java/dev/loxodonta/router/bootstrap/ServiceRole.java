package dev.loxodonta.router.bootstrap;

import dev.loxodonta.router.jdbc.Credentials;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.intellij.lang.annotations.Language;
import org.postgresql.PGConnection;

/**
 * The role that ingest and search log in as: made when it is missing, given its password (hashed
 * here, so that it never stands in a server's log) unless that one works already, and its settings.
 * What else an administrator has set for the role stays.
 */
final class ServiceRole {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String GROUP = "loxo_service";

  @Language("SQL")
  private static final String SETTINGS =
      """
      SELECT unnest(setconfig) FROM pg_db_role_setting
      WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_roles WHERE rolname = ?)
      """;

  /**
   * Searches are short: compiling or spreading them costs more than it spares. Indexes are in
   * memory or on flash: with PostgreSQL's random_page_cost of 4 the exact search of a project in a
   * shared slot reads the slot's whole table, 5.7 ms instead of 1.3. The rows that a search found
   * are all different: remembering them is only work.
   */
  private static final List<String> WANTED =
      List.of(
          "enable_memoize=off",
          "jit=off",
          "max_parallel_workers_per_gather=0",
          "random_page_cost=1.1",
          "statement_timeout=30s");

  private ServiceRole() {}

  /** Brings the role to what is wanted; does nothing when it is there. */
  static void ensure(Connection owner, Server shard, Credentials service) throws SQLException {
    String role = Sql.identifier(service.username());
    if (!service.username().equals(GROUP)) {
      if (!Sql.exists(owner, "SELECT 1 FROM pg_roles WHERE rolname = ?", service.username())) {
        Sql.execute(owner, "CREATE ROLE " + role);
      }
      Sql.execute(owner, "GRANT " + GROUP + " TO " + role);
    }
    if (!canLogIn(shard, service)) {
      Sql.execute(owner, "ALTER ROLE " + role + " LOGIN");
      setPassword(owner, service);
    }
    Set<String> settings =
        Set.copyOf(Sql.list(owner, SETTINGS, row -> row.getString(1), service.username()));
    for (String wanted : WANTED) {
      if (!settings.contains(wanted)) {
        Sql.execute(owner, "ALTER ROLE " + role + " SET " + wanted.replace("=", " = '") + "'");
      }
    }
  }

  private static boolean canLogIn(Server shard, Credentials service) {
    Server asService = new Server(shard.hosts(), shard.database(), service);
    try (Connection connection = asService.connect("loxodonta-router", PATIENCE)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void setPassword(Connection owner, Credentials service) throws SQLException {
    if (!service.password().isEmpty()) {
      owner
          .unwrap(PGConnection.class)
          .alterUserPassword(service.username(), service.password().toCharArray(), "scram-sha-256");
    }
  }
}
