package dev.loxodonta.router.project;

import dev.loxodonta.router.operation.OperationRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Starts operations that give a project with a slot of its own the kind of index that it wants. */
public final class IndexChange {

  /** The kind of these operations. */
  public static final String KIND = "change-index";

  /** The step that they begin with. */
  public static final String FIRST_STEP = "wait";

  private IndexChange() {}

  /**
   * Starts one, or returns the one that runs and will see the newest settings; nothing where the
   * project shares its slot, and is not on its way to one of its own.
   */
  public static Optional<UUID> start(Connection catalog, CatalogProject project, int shardId)
      throws SQLException {
    long projectId = project.settings().projectId();
    return project.ownSlot().isPresent() || Rebuilding.isUnderWay(catalog, projectId)
        ? Optional.of(OperationRows.start(catalog, KIND, projectId, shardId, FIRST_STEP))
        : Optional.empty();
  }
}
