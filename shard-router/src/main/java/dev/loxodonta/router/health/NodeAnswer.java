package dev.loxodonta.router.health;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.topology.NodeRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/**
 * What a node says of itself.
 *
 * @param role primary or replica
 * @param lsn replayed or, on a primary, written position
 * @param timeline a primary's timeline, raised by every promotion; 0 on a replica
 * @param capabilities what it can do, as it was last asked
 */
public record NodeAnswer(NodeRole role, long lsn, long timeline, ServerCapabilities capabilities) {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT r AS recovering,
             ((CASE WHEN r THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)
               - '0/0'::pg_lsn)::int8 AS lsn,
             CASE WHEN r THEN 0
               ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int8
             END AS timeline
      FROM pg_is_in_recovery() r
      """;

  /** Asks; one round trip. */
  public static NodeAnswer ask(Connection connection, ServerCapabilities capabilities)
      throws SQLException {
    return Sql.first(connection, SQL, row -> toAnswer(row, capabilities))
        .orElseThrow(() -> new SQLException("no answer"));
  }

  private static NodeAnswer toAnswer(ResultSet row, ServerCapabilities capabilities)
      throws SQLException {
    NodeRole role = row.getBoolean("recovering") ? NodeRole.REPLICA : NodeRole.PRIMARY;
    return new NodeAnswer(role, row.getLong("lsn"), row.getLong("timeline"), capabilities);
  }
}
