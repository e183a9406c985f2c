package dev.loxodonta.router.reembed;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.config.ReembedConfig;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.VectorCopy;
import dev.loxodonta.router.isolation.IsolationStoppedException;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.ProjectSettings;
import dev.loxodonta.router.project.ProjectSpace;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.Rebuilding;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/** What a re-embedding reads from the catalog and writes there. */
@Singleton
final class ReembedCatalog {

  /** Where the source slot stands in an operation's detail. */
  static final String SOURCE = "source_slot";

  private static final String TARGET = "target_slot";

  @Language("SQL")
  private static final String PUT_SLOT =
      """
      INSERT INTO catalog.slots AS s (slot, shard_id, epoch) VALUES (?, ?, ?)
      ON CONFLICT (slot) DO UPDATE
        SET epoch = greatest(s.epoch, excluded.epoch), changed_at = now()
      """;

  @Language("SQL")
  private static final String PLACE =
      """
      INSERT INTO catalog.placements (project_id, slot) VALUES (?, ?)
      ON CONFLICT (project_id) DO UPDATE SET slot = excluded.slot
      """;

  private final CatalogDatabase catalog;
  private final ReembedConfig config;
  private final IsolationConfig isolation;

  ReembedCatalog(CatalogDatabase catalog, ReembedConfig config, IsolationConfig isolation) {
    this.catalog = catalog;
    this.config = config;
    this.isolation = isolation;
  }

  /** Returns what is to be made of what; takes a number for the new slot the first time. */
  CopyTask task(OperationProgress progress) {
    Operation operation = progress.operation();
    SpaceChange change = change(operation.projectId());
    boolean back = isBack(operation);
    ProjectSpace space = back ? change.from() : change.to();
    long target = operation.detail(TARGET).orElseGet(() -> takeSlot(progress));
    ProjectSettings settings = project(operation.projectId()).settings();
    return new CopyTask(
        operation.projectId(),
        operation.shardId(),
        (int) operation.detail(SOURCE).orElseThrow(),
        (int) target,
        space.model(),
        space.dimensions(),
        space.metric(),
        settings.vectorIndexKind(),
        settings.textIndexKind(),
        settings.textLanguage(),
        new VectorCopy.MadeAnew(back ? OptionalInt.of(change.fromSlot()) : OptionalInt.empty()));
  }

  private long takeSlot(OperationProgress progress) {
    long taken = catalog.transact(ClusterEpoch::takeOwnSlot);
    progress.keep(Map.of(TARGET, taken));
    return taken;
  }

  /** Fails when the project is being removed, or the operation was cancelled. */
  void requireWanted(OperationProgress progress) {
    if (progress.operation().cancelRequested()) {
      throw new IsolationStoppedException("cancelled");
    }
    if (project(progress.operation().projectId()).state() != ProjectState.ACTIVE) {
      throw new IsolationStoppedException("the project is being removed");
    }
  }

  /** Writes the new home, its space and both slots' epochs, and announces them. */
  void publish(CopyTask task, long sourceEpoch, long targetEpoch) {
    catalog.transact(
        c -> {
          Sql.update(c, PUT_SLOT, task.sourceSlot(), task.shardId(), sourceEpoch);
          Sql.update(c, PUT_SLOT, task.targetSlot(), task.shardId(), targetEpoch);
          Sql.update(c, PLACE, task.projectId(), task.targetSlot());
          CatalogProjects.updateSpace(
              c,
              task.projectId(),
              new ProjectSpace(task.model(), task.dimensions(), task.metric()));
          ProjectChanges.announce(c, task.projectId());
          ClusterEpoch.raise(c);
          return true;
        });
  }

  /** Starts the removal of the old copy, which rests at first. */
  void forgetLater(Operation operation, CopyTask task) {
    SpaceChange change = change(task.projectId());
    catalog.transact(
        c -> {
          forgetLater(c, operation, task.sourceSlot(), change);
          return true;
        });
  }

  /** Returns the space that an operation takes the project away from. */
  ProjectSpace former(Operation operation) {
    SpaceChange change = change(operation.projectId());
    return isBack(operation) ? change.to() : change.from();
  }

  /** Returns whether the project is there to stay. */
  boolean isActive(long projectId) {
    return project(projectId).state() == ProjectState.ACTIVE;
  }

  /** After a rollback nothing is left to go back to: both copies go. */
  private void forgetLater(
      Connection connection, Operation operation, int sourceSlot, SpaceChange change)
      throws SQLException {
    if (isBack(operation)) {
      forget(
          connection,
          operation,
          Map.of(
              ForgetVectors.SLOT,
              (long) sourceSlot,
              ForgetVectors.OTHER_SLOT,
              (long) change.fromSlot()),
          isolation.grace());
    } else {
      forget(connection, operation, Map.of(ForgetVectors.SLOT, (long) sourceSlot), config.grace());
    }
  }

  /** A rollback that does not come about leaves the old copy as it was: kept for a time. */
  void keepAgain(Operation operation) {
    if (isBack(operation)) {
      SpaceChange change = change(operation.projectId());
      catalog.transact(
          c -> {
            forget(
                c, operation, Map.of(ForgetVectors.SLOT, (long) change.fromSlot()), config.grace());
            return true;
          });
    }
  }

  private static void forget(
      Connection connection, Operation operation, Map<String, Long> detail, Duration rest)
      throws SQLException {
    UUID id =
        OperationRows.start(
            connection,
            Rebuilding.FORGET_VECTORS,
            operation.projectId(),
            operation.shardId(),
            ForgetVectors.REST);
    OperationRows.prepare(connection, id, detail, rest);
  }

  private SpaceChange change(long projectId) {
    return catalog
        .read(c -> SpaceChanges.find(c, projectId))
        .orElseThrow(() -> new IsolationStoppedException("the project is gone"));
  }

  private CatalogProject project(long projectId) {
    return catalog
        .read(c -> CatalogProjects.find(c, projectId))
        .orElseThrow(() -> new IsolationStoppedException("the project is gone"));
  }

  private static boolean isBack(Operation operation) {
    return operation.kind().equals(Rebuilding.ROLL_BACK);
  }
}
