package dev.loxodonta.router.bootstrap;

import com.zaxxer.hikari.HikariDataSource;
import dev.loxodonta.postgres.ShardSchema;
import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.config.ClusterConfig;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.Slot;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a shard ready: its database, the newest schema, the services' role, a partition for every
 * shared slot that it holds, and who owns it. Serialised by an advisory lock on the shard's server;
 * changes nothing where everything is there.
 */
@Singleton
final class ShardSetup {

  private static final Logger log = LoggerFactory.getLogger(ShardSetup.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOCK = 0x6c6f786f_73686172L;

  @Language("SQL")
  private static final String OWN_SLOT =
      """
      INSERT INTO slot_owner (slot, epoch) VALUES (?, ?) ON CONFLICT (slot) DO NOTHING
      """;

  @Language("SQL")
  private static final String READY =
      """
      UPDATE catalog.shards SET ready_at = now() WHERE shard_id = ? AND ready_at IS NULL
      """;

  private final CatalogDatabase catalog;
  private final ClusterConfig config;
  private final ShardConnections shards;

  ShardSetup(CatalogDatabase catalog, ClusterConfig config, ShardConnections shards) {
    this.catalog = catalog;
    this.config = config;
    this.shards = shards;
  }

  /** Makes the shard ready on its primary. */
  void run(ShardMap map, Shard shard, Node primary) throws SQLException {
    Server server = shards.server(primary);
    try (Connection lock = server.maintenance().connect("loxodonta-router-setup", PATIENCE)) {
      Sql.list(lock, "SELECT pg_advisory_lock(?)", row -> 1, LOCK);
      createDatabase(lock, server.database());
      migrate(shard, server);
      try (Connection connection = server.connect("loxodonta-router-setup", PATIENCE)) {
        ServiceRole.ensure(connection, server, config.service());
        createSlots(connection, map, shard);
      }
    }
    catalog.transact(connection -> markReady(connection, shard));
  }

  private static void createDatabase(Connection connection, String database) throws SQLException {
    if (!Sql.exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
      Sql.execute(connection, "CREATE DATABASE " + Sql.identifier(database));
    }
  }

  private static void migrate(Shard shard, Server server) {
    try (HikariDataSource pool = server.pool("setup-" + shard.name(), 2, PATIENCE)) {
      int ran = new ShardSchema(pool).migrate();
      if (ran > 0) {
        log.info("{}: {} schema migrations ran", shard.name(), ran);
      }
    }
  }

  private static void createSlots(Connection connection, ShardMap map, Shard shard)
      throws SQLException {
    List<Slot> held =
        map.slots().values().stream()
            .filter(s -> s.shardId() == shard.shardId() && s.slot() < map.slotCount())
            .sorted(Comparator.comparingInt(Slot::slot))
            .toList();
    for (Slot slot : held) {
      Sql.list(connection, "SELECT loxo_create_slot(?, true)", row -> 1, slot.slot());
      Sql.update(connection, OWN_SLOT, slot.slot(), slot.epoch());
    }
  }

  private static boolean markReady(Connection connection, Shard shard) throws SQLException {
    boolean first = Sql.update(connection, READY, shard.shardId()) > 0;
    if (first) {
      ClusterEpoch.raise(connection);
    }
    return first;
  }
}
