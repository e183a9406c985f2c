package dev.loxodonta.router.health;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.topology.NodeRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;

/** The table {@code catalog.node_health}: one row per node, written by the leader alone. */
public final class NodeHealthRows {

  @Language("SQL")
  private static final String SELECT =
      """
      SELECT node_id, role, up, lsn, lag_millis, checked_at, server_version, extensions
      FROM catalog.node_health
      """;

  /** A node that has just been taken out of the cluster is left out. */
  @Language("SQL")
  private static final String UPSERT =
      """
      INSERT INTO catalog.node_health (node_id, role, up, lsn, lag_millis, checked_at,
        server_version, extensions)
      SELECT n.node_id, ?, ?, ?, ?::bigint, ?, ?, ? FROM catalog.nodes n WHERE n.node_id = ?
      ON CONFLICT (node_id) DO UPDATE SET role = excluded.role, up = excluded.up,
        lsn = excluded.lsn, lag_millis = excluded.lag_millis, checked_at = excluded.checked_at,
        server_version = excluded.server_version, extensions = excluded.extensions
      """;

  private NodeHealthRows() {}

  /** Returns what the leader saw, by node. */
  public static Map<Integer, NodeFigures> select(Connection connection) throws SQLException {
    return Sql.list(connection, SELECT, NodeHealthRows::toFigures).stream()
        .collect(Collectors.toMap(NodeFigures::nodeId, f -> f));
  }

  static void upsert(Connection connection, NodeFigures figures) throws SQLException {
    Sql.update(
        connection,
        UPSERT,
        figures.role().name().toLowerCase(Locale.ROOT),
        figures.up(),
        figures.lsn(),
        figures.lag().map(Duration::toMillis).orElse(null),
        figures.checkedAt(),
        figures.capabilities().serverVersion(),
        figures.capabilities().pairs(),
        figures.nodeId());
  }

  private static NodeFigures toFigures(ResultSet row) throws SQLException {
    Optional<Duration> lag =
        Optional.ofNullable(row.getObject("lag_millis", Long.class)).map(Duration::ofMillis);
    return new NodeFigures(
        row.getInt("node_id"),
        NodeRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getBoolean("up"),
        row.getLong("lsn"),
        lag,
        row.getObject("checked_at", OffsetDateTime.class).toInstant(),
        ServerCapabilities.of(row.getString("server_version"), row.getArray("extensions")));
  }
}
