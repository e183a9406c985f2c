package dev.loxodonta.router.tier;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.TierConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.project.ProjectTiers;
import dev.loxodonta.router.project.Tier;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.topology.ShardMap;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives projects that have a slot of their own the tier that the time since their last search calls
 * for: one project of a shard at a time, while no other index is being changed there. Those that
 * were searched again come first.
 */
@Singleton
final class TierAdvisor implements Duty {

  private static final Logger log = LoggerFactory.getLogger(TierAdvisor.class);

  @Language("SQL")
  private static final String CANDIDATES =
      """
      SELECT project_id, wanted FROM (
        SELECT p.project_id, p.tier, CASE
            WHEN i.idle >= nullif(?::float8, 0) THEN 'cold'
            WHEN i.idle >= nullif(?::float8, 0) THEN 'warm'
            ELSE 'hot' END AS wanted
        FROM projects p LEFT JOIN project_activity a USING (project_id)
        CROSS JOIN LATERAL (SELECT extract(epoch FROM now()
          - greatest(p.created_at, a.last_searched))::float8 AS idle) i
        WHERE p.slot >= ? AND p.state = 'active'
      ) c
      WHERE wanted <> tier
      ORDER BY wanted <> 'hot', project_id
      """;

  @Language("SQL")
  private static final String BUSY =
      """
      SELECT 1 FROM catalog.operations
      WHERE shard_id = ? AND state = 'running' AND kind IN ('change-index', 'rebuild-index')
      LIMIT 1
      """;

  private record Candidate(long projectId, Tier wanted) {}

  private final MapBoard board;
  private final ShardConnections shards;
  private final CatalogDatabase catalog;
  private final ProjectTiers tiers;
  private final TierConfig config;

  TierAdvisor(
      MapBoard board,
      ShardConnections shards,
      CatalogDatabase catalog,
      ProjectTiers tiers,
      TierConfig config) {
    this.board = board;
    this.shards = shards;
    this.catalog = catalog;
    this.tiers = tiers;
    this.config = config;
  }

  @Override
  public String name() {
    return "tier-advisor";
  }

  @Override
  public Duration period() {
    return config.checkPeriod();
  }

  @Override
  public void run() {
    if (config.isEnabled()) {
      ShardMap map = board.givenMap();
      map.shards()
          .keySet()
          .forEach(
              shardId -> ShardConnections.unlessUnavailable(() -> look(map.slotCount(), shardId)));
    }
  }

  private void look(int slotCount, int shardId) {
    if (!catalog.read(c -> Sql.exists(c, BUSY, shardId))) {
      shards.use(shardId, c -> candidates(c, slotCount)).stream()
          .filter(c -> tiers.follow(c.projectId, c.wanted, config.prewarm()))
          .findFirst()
          .ifPresent(c -> log.info("project {} becomes {}", c.projectId, c.wanted.key()));
    }
  }

  private List<Candidate> candidates(Connection connection, int slotCount) throws SQLException {
    return Sql.list(
        connection,
        CANDIDATES,
        row -> new Candidate(row.getLong("project_id"), Tier.ofKey(row.getString("wanted"))),
        seconds(config.coldAfter()),
        seconds(config.warmAfter()),
        slotCount);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
