package dev.loxodonta.router.growth;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.project.ExactCounts;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/** Counts one project per shard exactly, in turn, so that running counts do not drift away. */
@Singleton
final class CountCorrection implements Duty {

  /** Larger projects have their own slot already; counting them would be all cost. */
  private static final long MAX_MEMORIES = 200_000;

  @Language("SQL")
  private static final String NEXT =
      """
      SELECT p.project_id, p.slot FROM projects p JOIN project_counts c USING (project_id)
      WHERE p.project_id > ? AND p.state = 'active' AND c.memories < ?
      ORDER BY p.project_id LIMIT 1
      """;

  private record Next(long projectId, int slot) {}

  private final MapBoard board;
  private final ShardConnections shards;
  private final IsolationConfig config;
  private final Map<Integer, Long> lastByShard = new HashMap<>();

  CountCorrection(MapBoard board, ShardConnections shards, IsolationConfig config) {
    this.board = board;
    this.shards = shards;
    this.config = config;
  }

  @Override
  public String name() {
    return "count-correction";
  }

  @Override
  public Duration period() {
    return config.recountPeriod();
  }

  @Override
  public void run() {
    board
        .givenMap()
        .shards()
        .keySet()
        .forEach(shardId -> ShardConnections.unlessUnavailable(() -> correctNext(shardId)));
  }

  private void correctNext(int shardId) {
    long after = lastByShard.getOrDefault(shardId, 0L);
    lastByShard.put(shardId, shards.use(shardId, c -> correctNext(c, after)));
  }

  /** Returns the project that was counted; 0 at the end, to begin anew. */
  private static long correctNext(Connection connection, long after) throws SQLException {
    Optional<Next> next =
        Sql.first(
            connection,
            NEXT,
            row -> new Next(row.getLong("project_id"), row.getInt("slot")),
            after,
            MAX_MEMORIES);
    if (next.isEmpty()) {
      return 0;
    }
    ExactCounts.correct(connection, next.get().slot, next.get().projectId);
    return next.get().projectId;
  }
}
