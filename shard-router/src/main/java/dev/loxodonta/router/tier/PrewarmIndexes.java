package dev.loxodonta.router.tier;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.IndexChange;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.ProjectTiers;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.topology.Node;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the indexes of a project's own slot into the memory of the shard's servers by pg_prewarm,
 * once no other operation changes them. A server that does not answer, or has not got the extension
 * by replication yet, is passed over: it warms up by searches.
 */
@Singleton
final class PrewarmIndexes implements OperationMachine {

  private static final Logger log = LoggerFactory.getLogger(PrewarmIndexes.class);

  private static final String READ = "read";
  private static final long WAIT_MILLIS = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Language("SQL")
  private static final String INDEXES =
      """
      SELECT i.indexrelid::regclass::text FROM pg_index i
      WHERE i.indrelid IN (to_regclass('memories_s' || ?), to_regclass('chunks_s' || ?))
        AND i.indisvalid
      ORDER BY pg_relation_size(i.indexrelid), 1
      """;

  @Language("SQL")
  private static final String AVAILABLE =
      "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_prewarm'";

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final MapBoard board;

  PrewarmIndexes(CatalogDatabase catalog, ShardConnections shards, MapBoard board) {
    this.catalog = catalog;
    this.shards = shards;
    this.board = board;
  }

  @Override
  public String kind() {
    return ProjectTiers.PREWARM;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    while (catalog.read(c -> OperationRows.running(c, IndexChange.KIND, projectId)).isPresent()) {
      progress.percent(0);
      Thread.sleep(WAIT_MILLIS);
    }
    Optional<Integer> slot =
        catalog
            .read(c -> CatalogProjects.find(c, projectId))
            .filter(p -> p.state() == ProjectState.ACTIVE)
            .orElseThrow(() -> new OperationFailedException("the project is being removed"))
            .ownSlot();
    if (slot.isPresent()) {
      progress.begin(READ, 0);
      read(slot.get(), progress);
    }
  }

  private void read(int slot, OperationProgress progress) throws SQLException {
    int shardId = progress.operation().shardId();
    Node primary = shards.primary(shardId);
    try (Connection connection = connect(primary)) {
      if (!Sql.exists(connection, AVAILABLE)) {
        throw new OperationFailedException("the server " + primary.name() + " lacks pg_prewarm");
      }
      Sql.execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_prewarm");
    }
    List<Node> nodes =
        Objects.requireNonNull(board.givenMap().shards().get(shardId)).nodes().stream()
            .filter(this::isUp)
            .toList();
    for (int i = 0; i < nodes.size(); i++) {
      int before = i;
      try (Connection connection = connect(nodes.get(i))) {
        read(connection, slot, part -> progress.percent(100 * (before + part) / nodes.size()));
      } catch (SQLException e) {
        if (nodes.get(i).nodeId() == primary.nodeId()) {
          throw e;
        }
        log.info("slot {} is not read in on {}: {}", slot, nodes.get(i).name(), e.getMessage());
      }
    }
  }

  private interface Listener {
    void done(double part);
  }

  /** The largest last, so that it stays where not all of them fit. */
  private static void read(Connection connection, int slot, Listener listener) throws SQLException {
    List<String> indexes = Sql.list(connection, INDEXES, row -> row.getString(1), slot, slot);
    for (int i = 0; i < indexes.size(); i++) {
      Sql.number(connection, "SELECT pg_prewarm(to_regclass(?))", indexes.get(i));
      listener.done((i + 1.0) / indexes.size());
    }
  }

  private boolean isUp(Node node) {
    NodeFigures figures = board.figures().get(node.nodeId());
    return figures != null && figures.up();
  }

  private Connection connect(Node node) throws SQLException {
    return shards.server(node).connect("loxodonta-router-work", PATIENCE);
  }
}
