package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.index.IndexBuilder;
import dev.loxodonta.router.index.IndexBuilds;
import dev.loxodonta.router.slot.Bm25Index;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import dev.loxodonta.router.slot.ProjectRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Builds the new slot's indexes, with memory for the whole graph where the setting allows it, and
 * reports PostgreSQL's own progress. Skips what is there.
 */
@Singleton
public final class IndexBuild {

  private static final int USUAL_MEGABYTES = 64;

  private final IndexBuilder builder;
  private final IsolationConfig config;

  IndexBuild(IndexBuilder builder, IsolationConfig config) {
    this.builder = builder;
    this.config = config;
  }

  /**
   * Builds over this connection.
   *
   * @param rows how many the slot holds
   * @param part is told about twice a second which part is done, 0 to 1; may throw to end the build
   */
  public void run(Connection connection, CopyTask task, long rows, DoubleConsumer part)
      throws SQLException, InterruptedException {
    int megabytes =
        OwnSlotIndexes.megabytes(rows, task.dimensions(), config.maxMaintenanceMemory());
    IndexBuilder.limit(connection, megabytes, config.maxWorkers());
    OwnSlotIndexes.prepare(connection, task.vectorIndexKind());
    Optional<String> bm25 = Bm25Index.wanted(task.textIndexKind(), task.textLanguage());
    if (bm25.isPresent()) {
      Bm25Index.prepare(connection);
    }
    List<OwnSlotIndexes.Index> indexes = indexes(connection, task);
    bm25.map(language -> Bm25Index.of(task.targetSlot(), language)).ifPresent(indexes::add);
    for (int i = 0; i < indexes.size(); i++) {
      int before = i;
      builder.build(
          connection,
          task.shardId(),
          indexes.get(i),
          done -> part.accept((before + done) / indexes.size()));
    }
    IndexBuilds.noteGraphs(connection, task.targetSlot());
    IndexBuilder.limit(connection, USUAL_MEGABYTES, config.maxWorkers());
  }

  private List<OwnSlotIndexes.Index> indexes(Connection connection, CopyTask task)
      throws SQLException {
    List<OwnSlotIndexes.Index> indexes =
        new ArrayList<>(
            OwnSlotIndexes.of(
                task.targetSlot(),
                task.dimensions(),
                task.metric(),
                task.vectorIndexKind(),
                ProjectRows.vectors(connection, task.targetSlot())));
    indexes.addAll(
        OwnSlotIndexes.filterGraphs(
            connection,
            task.targetSlot(),
            task.dimensions(),
            task.metric(),
            task.vectorIndexKind(),
            config.maxFilterGraphs()));
    return indexes;
  }
}
