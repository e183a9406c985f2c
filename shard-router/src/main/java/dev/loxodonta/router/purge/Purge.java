package dev.loxodonta.router.purge;

import dev.loxodonta.router.config.PurgeConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes over every slot of every shard in turn. A shard without a primary waits for the next round.
 */
@Singleton
final class Purge implements Duty {

  private static final Logger log = LoggerFactory.getLogger(Purge.class);

  private final MapBoard board;
  private final ShardConnections shards;
  private final PurgeConfig config;

  Purge(MapBoard board, ShardConnections shards, PurgeConfig config) {
    this.board = board;
    this.shards = shards;
    this.config = config;
  }

  @Override
  public String name() {
    return "purge";
  }

  @Override
  public Duration period() {
    return config.period();
  }

  @Override
  public void run() {
    board
        .givenMap()
        .shards()
        .keySet()
        .forEach(shardId -> ShardConnections.unlessUnavailable(() -> purge(shardId)));
  }

  private void purge(int shardId) {
    shards.use(
        shardId,
        c -> {
          for (int slot : activeSlots(c)) {
            purge(c, shardId, slot);
          }
          return true;
        });
  }

  private void purge(Connection shard, int shardId, int slot) throws SQLException {
    SlotPurge batches = new SlotPurge(shard, slot, config.batchRows());
    long memories = untilNone(() -> batches.expired(config.expiredAfter()));
    long answers = untilNone(() -> batches.answers(config.answersAfter()));
    if (memories + answers > 0) {
      log.info(
          "shard {} slot {}: removed {} expired memories and {} answers of writes",
          shardId,
          slot,
          memories,
          answers);
    }
  }

  private interface Batch {
    long run() throws SQLException;
  }

  private static long untilNone(Batch batch) throws SQLException {
    long total = 0;
    for (long removed = batch.run(); removed > 0; removed = batch.run()) {
      total += removed;
    }
    return total;
  }

  private static List<Integer> activeSlots(Connection shard) throws SQLException {
    return Sql.list(
        shard,
        "SELECT slot FROM slot_owner WHERE state = 'active' ORDER BY slot",
        row -> row.getInt("slot"));
  }
}
