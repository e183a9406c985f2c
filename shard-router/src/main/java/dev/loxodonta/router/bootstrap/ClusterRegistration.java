package dev.loxodonta.router.bootstrap;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.config.ClusterConfig;
import dev.loxodonta.router.config.NodeEntry;
import dev.loxodonta.router.config.ShardEntry;
import dev.loxodonta.router.jdbc.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the catalog to what the configuration says: the cluster itself once; shards and nodes by
 * name, with their addresses; slots on the first start. Serialised over all routers by an advisory
 * lock; raises the map's epoch only when something changed.
 */
@Singleton
final class ClusterRegistration {

  private static final Logger log = LoggerFactory.getLogger(ClusterRegistration.class);
  private static final long LOCK = 0x6c6f786f_626f6f74L;

  @Language("SQL")
  private static final String INSERT_CLUSTER =
      """
      INSERT INTO catalog.cluster (slot_count, next_slot) VALUES (?, ?) ON CONFLICT DO NOTHING
      """;

  @Language("SQL")
  private static final String UPSERT_SHARD =
      """
      INSERT INTO catalog.shards AS s (shard_id, name, database)
      VALUES ((SELECT COALESCE(max(shard_id), 0) + 1 FROM catalog.shards), ?, ?)
      ON CONFLICT (name) DO UPDATE SET database = excluded.database
      WHERE s.database <> excluded.database
      """;

  @Language("SQL")
  private static final String UPSERT_NODE =
      """
      INSERT INTO catalog.nodes AS n (node_id, shard_id, name, host, port)
      SELECT (SELECT COALESCE(max(node_id), 0) + 1 FROM catalog.nodes), s.shard_id, ?, ?, ?
      FROM catalog.shards s WHERE s.name = ?
      ON CONFLICT (name) DO UPDATE
        SET host = excluded.host, port = excluded.port, shard_id = excluded.shard_id
      WHERE (n.host, n.port, n.shard_id) <> (excluded.host, excluded.port, excluded.shard_id)
      """;

  @Language("SQL")
  private static final String DELETE_NODES =
      """
      DELETE FROM catalog.nodes n USING catalog.shards s
      WHERE s.shard_id = n.shard_id AND s.name = ? AND n.name <> ALL (?::text[])
      """;

  @Language("SQL")
  private static final String INSERT_SLOT =
      "INSERT INTO catalog.slots (slot, shard_id) VALUES (?, ?)";

  private final CatalogDatabase catalog;
  private final ClusterConfig config;

  ClusterRegistration(CatalogDatabase catalog, ClusterConfig config) {
    this.catalog = catalog;
    this.config = config;
  }

  /** Registers everything; returns whether something changed. */
  boolean run() {
    return catalog.transact(this::register);
  }

  private boolean register(Connection connection) throws SQLException {
    Sql.list(connection, "SELECT pg_advisory_xact_lock(?)", row -> 1, LOCK);
    int changes = Sql.update(connection, INSERT_CLUSTER, config.slots(), config.slots());
    for (ShardEntry shard : config.shards()) {
      changes += register(connection, shard);
    }
    changes += assignSlots(connection);
    if (changes > 0) {
      ClusterEpoch.raise(connection);
    }
    return changes > 0;
  }

  private static int register(Connection connection, ShardEntry shard) throws SQLException {
    int changes = Sql.update(connection, UPSERT_SHARD, shard.name(), shard.database());
    for (NodeEntry node : shard.nodes()) {
      changes +=
          Sql.update(connection, UPSERT_NODE, node.name(), node.host(), node.port(), shard.name());
    }
    String[] names = shard.nodes().stream().map(NodeEntry::name).toArray(String[]::new);
    return changes
        + Sql.update(
            connection, DELETE_NODES, shard.name(), connection.createArrayOf("text", names));
  }

  private int assignSlots(Connection connection) throws SQLException {
    long slotCount = Sql.number(connection, "SELECT slot_count FROM catalog.cluster");
    if (slotCount != config.slots()) {
      log.warn(
          "loxodonta.cluster.slots is {}, but the cluster was made with {} slots, which stay",
          config.slots(),
          slotCount);
    }
    if (Sql.exists(connection, "SELECT 1 FROM catalog.slots LIMIT 1")) {
      return 0;
    }
    List<Integer> shardIds =
        Sql.list(
            connection,
            "SELECT shard_id FROM catalog.shards ORDER BY shard_id",
            row -> row.getInt(1));
    for (Map.Entry<Integer, Integer> slot :
        SlotAssignment.spread((int) slotCount, shardIds).entrySet()) {
      Sql.update(connection, INSERT_SLOT, slot.getKey(), slot.getValue());
    }
    return 1;
  }
}
