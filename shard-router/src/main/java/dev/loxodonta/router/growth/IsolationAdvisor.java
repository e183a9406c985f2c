package dev.loxodonta.router.growth;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.isolation.IsolateProject;
import dev.loxodonta.router.isolation.IsolationStart;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.ExactCounts;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ShardMap;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for projects that have outgrown their shared slot, by their running counts, makes sure by
 * counting, and starts their isolation: one at a time per shard, the largest first.
 */
@Singleton
final class IsolationAdvisor implements Duty {

  private static final Logger log = LoggerFactory.getLogger(IsolationAdvisor.class);

  private static final int MAX_CANDIDATES = 10;

  @Language("SQL")
  private static final String CANDIDATES =
      """
      SELECT p.project_id, p.slot FROM projects p JOIN project_counts c USING (project_id)
      WHERE p.slot < ? AND p.state = 'active' AND c.vectors + c.chunks >= ?
      ORDER BY c.vectors + c.chunks DESC LIMIT ?
      """;

  @Language("SQL")
  private static final String BUSY =
      """
      SELECT 1 FROM catalog.operations
      WHERE kind = 'isolate-project' AND shard_id = ? AND state = 'running'
        AND step NOT IN ('grace', 'remove-source', 'count')
      LIMIT 1
      """;

  private record Candidate(long projectId, int slot) {}

  private final MapBoard board;
  private final ShardConnections shards;
  private final CatalogDatabase catalog;
  private final IsolationStart isolation;
  private final IsolationConfig config;

  IsolationAdvisor(
      MapBoard board,
      ShardConnections shards,
      CatalogDatabase catalog,
      IsolationStart isolation,
      IsolationConfig config) {
    this.board = board;
    this.shards = shards;
    this.catalog = catalog;
    this.isolation = isolation;
    this.config = config;
  }

  @Override
  public String name() {
    return "isolation-advisor";
  }

  @Override
  public Duration period() {
    return config.checkPeriod();
  }

  @Override
  public void run() {
    if (config.minVectors() > 0) {
      ShardMap map = board.givenMap();
      map.shards()
          .keySet()
          .forEach(shardId -> ShardConnections.unlessUnavailable(() -> look(map, shardId)));
    }
  }

  private void look(ShardMap map, int shardId) {
    if (!catalog.read(c -> Sql.exists(c, BUSY, shardId))) {
      OptionalLong found = shards.use(shardId, c -> find(c, map.slotCount()));
      found.ifPresent(this::start);
    }
  }

  private OptionalLong find(Connection connection, int slotCount) throws SQLException {
    List<Candidate> candidates =
        Sql.list(
            connection,
            CANDIDATES,
            row -> new Candidate(row.getLong("project_id"), row.getInt("slot")),
            slotCount,
            config.minVectors(),
            MAX_CANDIDATES);
    for (Candidate candidate : candidates) {
      if (!catalog.read(
              c -> OperationRows.failedLately(c, IsolateProject.KIND, candidate.projectId))
          && ExactCounts.correct(connection, candidate.slot, candidate.projectId)
              >= config.minVectors()) {
        return OptionalLong.of(candidate.projectId);
      }
    }
    return OptionalLong.empty();
  }

  private void start(long projectId) {
    try {
      isolation.start(projectId);
      log.info("project {} has outgrown its shared slot", projectId);
    } catch (ServiceException e) {
      log.debug("project {} is not isolated", projectId, e);
    }
  }
}
