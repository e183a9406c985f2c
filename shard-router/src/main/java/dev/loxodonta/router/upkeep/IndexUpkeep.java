package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.UpkeepConfig;
import dev.loxodonta.router.index.IndexBuilds;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for indexes that are worn or outgrown and starts to mend them in the hours that are set,
 * one slot of a shard at a time, while nothing else is being built there; and merges the pending
 * entries of GIN indexes at any hour.
 */
@Singleton
final class IndexUpkeep implements Duty {

  private static final Logger log = LoggerFactory.getLogger(IndexUpkeep.class);

  @Language("SQL")
  private static final String BUSY =
      """
      SELECT 1 FROM catalog.operations
      WHERE shard_id = ? AND state = 'running' AND (kind IN ('rebuild-index', 'change-index')
        OR kind = 'isolate-project' AND step NOT IN ('grace', 'remove-source', 'count'))
      LIMIT 1
      """;

  @Language("SQL")
  private static final String FAILED_LATELY =
      """
      SELECT 1 FROM catalog.operations
      WHERE kind = 'rebuild-index' AND slot = ? AND state = 'failed'
        AND updated_at > now() - interval '1 hour'
      LIMIT 1
      """;

  private final MapBoard board;
  private final ShardConnections shards;
  private final CatalogDatabase catalog;
  private final WornIndexes indexes;
  private final RebuildStart start;
  private final UpkeepConfig config;
  private final PendingEntries pending;

  IndexUpkeep(
      MapBoard board,
      ShardConnections shards,
      CatalogDatabase catalog,
      WornIndexes indexes,
      RebuildStart start,
      UpkeepConfig config) {
    this.board = board;
    this.shards = shards;
    this.catalog = catalog;
    this.indexes = indexes;
    this.start = start;
    this.config = config;
    this.pending = new PendingEntries(config);
  }

  @Override
  public String name() {
    return "index-upkeep";
  }

  @Override
  public Duration period() {
    return config.checkPeriod();
  }

  @Override
  public void run() {
    if (config.enabled()) {
      board
          .givenMap()
          .shards()
          .keySet()
          .forEach(shardId -> ShardConnections.unlessUnavailable(() -> look(shardId)));
    }
  }

  private void look(int shardId) {
    shards.use(shardId, c -> pending.merge(c, shardId));
    int hour = ZonedDateTime.now(ZoneId.of(config.timeZone())).getHour();
    if (config.allows(hour) && !catalog.read(c -> Sql.exists(c, BUSY, shardId))) {
      shards.use(shardId, this::wornSlots).stream()
          .filter(slot -> !catalog.read(c -> Sql.exists(c, FAILED_LATELY, slot)))
          .findFirst()
          .ifPresent(this::mend);
    }
  }

  private Set<Integer> wornSlots(Connection connection) throws SQLException {
    IndexBuilds.forgetGone(connection);
    return indexes.slots(connection);
  }

  private void mend(int slot) {
    log.info("slot {} has indexes that are worn or outgrown", slot);
    start.ofSlot(slot, true);
  }
}
