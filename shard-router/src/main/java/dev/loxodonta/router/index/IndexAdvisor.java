package dev.loxodonta.router.index;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.IndexChange;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.topology.ShardMap;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * Looks for projects with a slot of their own that have no vector index although they have grown
 * enough for one: IVFFlat and DiskANN learn from the rows, and are not made before there are any;
 * and for cold ones that got an index with their slot.
 */
@Singleton
final class IndexAdvisor implements Duty {

  @Language("SQL")
  private static final String CANDIDATES =
      """
      SELECT p.project_id FROM projects p JOIN project_counts c USING (project_id)
      WHERE p.slot >= ? AND p.state = 'active'
        AND (p.vector_index IS NULL AND c.vectors >= ? AND p.tier <> 'cold'
          OR p.vector_index IS NOT NULL AND p.tier = 'cold')
      ORDER BY p.project_id LIMIT 10
      """;

  private final MapBoard board;
  private final ShardConnections shards;
  private final CatalogDatabase catalog;
  private final IsolationConfig config;

  IndexAdvisor(
      MapBoard board, ShardConnections shards, CatalogDatabase catalog, IsolationConfig config) {
    this.board = board;
    this.shards = shards;
    this.catalog = catalog;
    this.config = config;
  }

  @Override
  public String name() {
    return "index-advisor";
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
          .forEach(
              shardId -> ShardConnections.unlessUnavailable(() -> look(map.slotCount(), shardId)));
    }
  }

  private void look(int slotCount, int shardId) {
    List<Long> grown =
        shards.use(
            shardId,
            c -> Sql.list(c, CANDIDATES, row -> row.getLong(1), slotCount, config.minVectors()));
    grown.forEach(projectId -> catalog.transact(c -> start(c, projectId, shardId)));
  }

  private static boolean start(Connection connection, long projectId, int shardId)
      throws SQLException {
    if (OperationRows.failedLately(connection, IndexChange.KIND, projectId)) {
      return false;
    }
    OperationRows.start(connection, IndexChange.KIND, projectId, shardId, IndexChange.FIRST_STEP);
    return true;
  }
}
