package dev.loxodonta.router.index;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.project.ProjectSettings;
import dev.loxodonta.router.slot.Bm25Index;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.intellij.lang.annotations.Language;

/**
 * Gives a project with a slot of its own the text index that its settings name, beside GIN, which
 * is always there: searches go by GIN while a BM25 index is built or gone.
 */
@Singleton
final class TextIndexChange {

  private static final int MEGABYTES = 256;

  @Language("SQL")
  private static final String SERVED =
      "SELECT bm25_language::text FROM projects WHERE project_id = ? AND bm25_language IS NOT NULL";

  private final IndexBuilder builder;
  private final IndexSwitch indexSwitch;
  private final IsolationConfig config;

  TextIndexChange(IndexBuilder builder, IndexSwitch indexSwitch, IsolationConfig config) {
    this.builder = builder;
    this.indexSwitch = indexSwitch;
    this.config = config;
  }

  /** Returns whether what is wanted is there, and said to be there. */
  static boolean isThere(Connection shard, int slot, ProjectSettings wanted) throws SQLException {
    Optional<String> language = wanted(wanted);
    return Bm25Index.language(shard, slot).equals(language)
        && Sql.first(shard, SERVED, row -> row.getString(1), wanted.projectId()).equals(language);
  }

  /**
   * Builds the index, or removes it.
   *
   * @param part is told about twice a second which part of the build is done, 0 to 1
   */
  void run(Connection shard, int shardId, int slot, ProjectSettings wanted, DoubleConsumer part)
      throws SQLException, InterruptedException {
    Optional<String> language = wanted(wanted);
    Optional<String> there = Bm25Index.language(shard, slot);
    if (there.isPresent() && !there.equals(language)) {
      remove(shard, slot, wanted);
    }
    if (language.isPresent()) {
      Bm25Index.prepare(shard);
      IndexBuilder.limit(
          shard, Math.min(MEGABYTES, config.maxMaintenanceMemory()), config.maxWorkers());
      builder.buildConcurrently(shard, shardId, Bm25Index.of(slot, language.get()), part);
    }
    indexSwitch.serveTexts(shard, slot, wanted.projectId(), language.isPresent());
  }

  /** Removes the index, whether it is valid or not. */
  void remove(Connection shard, int slot, ProjectSettings wanted) throws SQLException {
    indexSwitch.serveTexts(shard, slot, wanted.projectId(), false);
  }

  private static Optional<String> wanted(ProjectSettings settings) {
    return Bm25Index.wanted(settings.textIndexKind(), settings.textLanguage());
  }
}
