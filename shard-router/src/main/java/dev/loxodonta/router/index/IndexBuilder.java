package dev.loxodonta.router.index;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import org.intellij.lang.annotations.Language;
import org.postgresql.PGConnection;

/**
 * Builds an index and reports PostgreSQL's own progress, one at a time on a shard, whoever asks.
 * Skips what is there. Thread-safe.
 */
@Singleton
public final class IndexBuilder {

  private static final long REPORT_MILLIS = 500;

  /** Shared memory that a container does not have shows as disk full or out of memory. */
  private static final List<String> NO_SHARED_MEMORY = List.of("53100", "53200");

  @Language("SQL")
  private static final String DONE =
      """
      SELECT COALESCE(100 * blocks_done / NULLIF(blocks_total, 0), 0)
      FROM pg_stat_progress_create_index WHERE pid = ?
      """;

  /** Held by the session that builds, so that no two do on a shard; not that of another module. */
  private static final int TURN = 1_819_244_660;

  private static final long TURN_MILLIS = 300;

  /** How an index comes to be. */
  private interface Build {
    void run(Connection connection) throws SQLException;
  }

  private final ShardConnections shards;

  IndexBuilder(ShardConnections shards) {
    this.shards = shards;
  }

  /** Sets what builds over this connection may take, in this session. */
  public static void limit(Connection connection, int megabytes, int workers) throws SQLException {
    set(connection, "maintenance_work_mem", megabytes + "MB");
    set(connection, "max_parallel_maintenance_workers", Integer.toString(workers));
  }

  /**
   * Builds one on a table that only the router writes to.
   *
   * @param part is told about twice a second which part of the build is done, 0 to 1
   */
  public void build(
      Connection connection, int shardId, OwnSlotIndexes.Index index, DoubleConsumer part)
      throws SQLException, InterruptedException {
    run(c -> OwnSlotIndexes.build(c, index), connection, shardId, index.name(), part);
  }

  /** Builds one while the table is written to; otherwise as {@link #build}. */
  public void buildConcurrently(
      Connection connection, int shardId, OwnSlotIndexes.Index index, DoubleConsumer part)
      throws SQLException, InterruptedException {
    run(c -> OwnSlotIndexes.buildConcurrently(c, index), connection, shardId, index.name(), part);
  }

  /** Builds one that is there anew, beside itself, while the table is searched and written to. */
  public void rebuild(Connection connection, int shardId, String index, DoubleConsumer part)
      throws SQLException, InterruptedException {
    Build again = c -> Sql.execute(c, "REINDEX INDEX CONCURRENTLY " + index);
    run(again, connection, shardId, index, part);
  }

  private void run(Build how, Connection connection, int shardId, String index, DoubleConsumer part)
      throws SQLException, InterruptedException {
    awaitTurn(connection, part);
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    CompletableFuture<Void> build = new CompletableFuture<>();
    Thread.ofVirtual().name("index-build").start(() -> run(how, connection, build));
    double done = 0;
    while (!build.isDone()) {
      try {
        build.get(REPORT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        done = Math.max(done, shards.use(shardId, c -> Sql.number(c, DONE, pid)) / 100.0);
        report(connection, build, part, done);
      } catch (ExecutionException e) {
        break;
      } catch (InterruptedException e) {
        connection.unwrap(PGConnection.class).cancelQuery();
        throw e;
      }
    }
    Sql.list(connection, "SELECT pg_advisory_unlock(?, 0)", row -> 1, TURN);
    rethrow(build);
    IndexBuilds.note(connection, index);
  }

  /** Not by waiting for the lock: what waits has a snapshot, which a concurrent build waits for. */
  private static void awaitTurn(Connection connection, DoubleConsumer part)
      throws SQLException, InterruptedException {
    while (!Sql.exists(connection, "SELECT 1 WHERE pg_try_advisory_lock(?, 0)", TURN)) {
      part.accept(0);
      Thread.sleep(TURN_MILLIS);
    }
  }

  /** Where the listener wants the build to end, it has ended when that is passed on. */
  private static void report(
      Connection connection, CompletableFuture<Void> build, DoubleConsumer part, double done)
      throws SQLException {
    try {
      part.accept(done);
    } catch (RuntimeException e) {
      connection.unwrap(PGConnection.class).cancelQuery();
      build.exceptionally(failure -> null).join();
      throw e;
    }
  }

  private static void run(Build how, Connection connection, CompletableFuture<Void> outcome) {
    try {
      try {
        how.run(connection);
      } catch (SQLException e) {
        if (!NO_SHARED_MEMORY.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        set(connection, "max_parallel_maintenance_workers", "0");
        how.run(connection);
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
