package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.intellij.lang.annotations.Language;
import org.postgresql.PGConnection;

/**
 * Builds the new slot's indexes, with memory for the whole graph where the setting allows it, and
 * reports PostgreSQL's own progress. Skips what is there.
 */
@Singleton
final class IndexBuild {

  private static final long REPORT_MILLIS = 500;

  /** Shared memory that a container does not have shows as disk full or out of memory. */
  private static final List<String> NO_SHARED_MEMORY = List.of("53100", "53200");

  @Language("SQL")
  private static final String DONE =
      """
      SELECT COALESCE(100 * blocks_done / NULLIF(blocks_total, 0), 0)
      FROM pg_stat_progress_create_index WHERE pid = ?
      """;

  private final ShardConnections shards;
  private final IsolationConfig config;

  IndexBuild(ShardConnections shards, IsolationConfig config) {
    this.shards = shards;
    this.config = config;
  }

  /** Builds over this connection. */
  void run(Connection connection, CopyTask task, long rows, OperationProgress progress)
      throws SQLException, InterruptedException {
    int megabytes =
        OwnSlotIndexes.megabytes(rows, task.dimensions(), config.maxMaintenanceMemory());
    set(connection, "maintenance_work_mem", megabytes + "MB");
    set(connection, "max_parallel_maintenance_workers", Integer.toString(config.maxWorkers()));
    List<OwnSlotIndexes.Index> indexes =
        new ArrayList<>(OwnSlotIndexes.of(task.targetSlot(), task.dimensions(), task.metric()));
    indexes.addAll(
        OwnSlotIndexes.filterGraphs(
            connection,
            task.targetSlot(),
            task.dimensions(),
            task.metric(),
            config.maxFilterGraphs()));
    for (int i = 0; i < indexes.size(); i++) {
      build(connection, task, indexes.get(i), progress, i, indexes.size());
    }
    set(connection, "maintenance_work_mem", "64MB");
  }

  private void build(
      Connection connection,
      CopyTask task,
      OwnSlotIndexes.Index index,
      OperationProgress progress,
      int position,
      int total)
      throws SQLException, InterruptedException {
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    CompletableFuture<Void> build = new CompletableFuture<>();
    Thread.ofVirtual().name("index-build").start(() -> build(connection, index, build));
    while (!build.isDone()) {
      try {
        build.get(REPORT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long percent = shards.use(task.shardId(), c -> Sql.number(c, DONE, pid));
        progress.percent(IsolationStep.BUILD_INDEXES.percent((position + percent / 100.0) / total));
      } catch (ExecutionException e) {
        break;
      } catch (InterruptedException e) {
        connection.unwrap(PGConnection.class).cancelQuery();
        throw e;
      }
    }
    rethrow(build);
  }

  private static void build(
      Connection connection, OwnSlotIndexes.Index index, CompletableFuture<Void> outcome) {
    try {
      try {
        OwnSlotIndexes.build(connection, index);
      } catch (SQLException e) {
        if (!NO_SHARED_MEMORY.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        set(connection, "max_parallel_maintenance_workers", "0");
        OwnSlotIndexes.build(connection, index);
      }
      outcome.complete(null);
    } catch (SQLException | RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  private static void rethrow(CompletableFuture<Void> build) throws SQLException {
    try {
      build.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void set(Connection connection, String setting, String value) throws SQLException {
    Sql.list(connection, "SELECT set_config(?, ?, false)", row -> 1, setting, value);
  }
}
