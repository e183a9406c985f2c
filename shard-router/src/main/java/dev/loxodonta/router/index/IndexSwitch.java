package dev.loxodonta.router.index;

import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.Bm25Index;
import dev.loxodonta.router.slot.LockAttempts;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * The moment at which a project's searches go to another index: one transaction on the shard, which
 * waits for running statements with a short lock timeout, then the map.
 */
@Singleton
public final class IndexSwitch {

  @Language("SQL")
  private static final String SERVE =
      """
      UPDATE projects SET vector_index = ?, revision = revision + 1 WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String SERVE_TEXTS =
      """
      UPDATE projects SET bm25_language = ?::regconfig, revision = revision + 1 WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String RAISE =
      """
      UPDATE slot_owner SET epoch = epoch + 1, changed_at = now() WHERE slot = ?
      """;

  @Language("SQL")
  private static final String FOLLOW =
      """
      UPDATE catalog.slots SET epoch = greatest(epoch, ?), changed_at = now() WHERE slot = ?
      """;

  private final CatalogDatabase catalog;
  private final MapBoard board;
  private final IsolationConfig config;

  IndexSwitch(CatalogDatabase catalog, MapBoard board, IsolationConfig config) {
    this.catalog = catalog;
    this.board = board;
    this.config = config;
  }

  /** Serves the wanted kind's index, where it is there, or none, and drops the others. */
  void run(Connection shard, int slot, long projectId, Optional<VectorIndexKind> wanted)
      throws SQLException {
    LockAttempts.run(
        shard,
        config.lockTimeout(),
        c -> {
          String index =
              wanted.isPresent() ? OwnSlotIndexes.built(c, slot, wanted.get()).orElse(null) : null;
          Sql.update(c, SERVE, index, projectId);
          Sql.update(c, RAISE, slot);
          for (String other : OwnSlotIndexes.others(c, slot, wanted)) {
            Sql.execute(c, "DROP INDEX IF EXISTS " + other);
          }
          return true;
        });
  }

  /** Serves texts by the BM25 index, where it is there, or removes it. */
  void serveTexts(Connection shard, int slot, long projectId, boolean byBm25) throws SQLException {
    LockAttempts.run(
        shard,
        config.lockTimeout(),
        c -> {
          String language = byBm25 ? Bm25Index.language(c, slot).orElse(null) : null;
          Sql.update(c, SERVE_TEXTS, language, projectId);
          Sql.update(c, RAISE, slot);
          if (!byBm25) {
            Sql.execute(c, "DROP INDEX IF EXISTS " + TextIndexKind.BM25.index(slot));
          }
          return true;
        });
  }

  /** Lets whoever planned with the indexes that were there plan anew; may be run again. */
  public void announce(Connection shard, int slot, long projectId) throws SQLException {
    LockAttempts.run(shard, config.lockTimeout(), c -> Sql.update(c, RAISE, slot));
    publish(shard, slot, projectId);
  }

  /** Tells the catalog, and through it everyone; may be run again. */
  void publish(Connection shard, int slot, long projectId) throws SQLException {
    long epoch = Sql.number(shard, "SELECT epoch FROM slot_owner WHERE slot = ?", slot);
    catalog.transact(
        c -> {
          Sql.update(c, FOLLOW, epoch, slot);
          ProjectChanges.announce(c, projectId);
          ClusterEpoch.raise(c);
          return true;
        });
    board.refresh();
  }
}
