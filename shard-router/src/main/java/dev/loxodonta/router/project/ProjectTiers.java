package dev.loxodonta.router.project;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Sets the tiers of projects, and starts what follows from that. Thread-safe. */
@Singleton
public final class ProjectTiers {

  /** The kind of the operations that read indexes into memory. */
  public static final String PREWARM = "prewarm-indexes";

  /** The step that they begin with. */
  public static final String PREWARM_STEP = "wait";

  private static final String EXTENSION = "pg_prewarm";

  private final CatalogDatabase catalog;
  private final ProjectWriter projects;
  private final ProjectSync sync;
  private final IndexRequirements requirements;

  ProjectTiers(
      CatalogDatabase catalog,
      ProjectWriter projects,
      ProjectSync sync,
      IndexRequirements requirements) {
    this.catalog = catalog;
    this.projects = projects;
    this.sync = sync;
    this.requirements = requirements;
  }

  /**
   * What a request made.
   *
   * @param project the project as it is now
   * @param operation what is being done, the last where one waits for another; empty: nothing
   */
  record Changed(CatalogProject project, Optional<UUID> operation) {}

  /**
   * Sets a tier by hand.
   *
   * @param prewarm whether the indexes are read into memory then
   * @throws ServiceException PROJECT_NOT_FOUND; CAPABILITY_MISSING for a prewarm on a server
   *     without the extension
   */
  Changed set(long projectId, Tier tier, boolean prewarm) {
    CatalogProject project = projects.active(projectId);
    if (prewarm) {
      requirements.require("prewarm", EXTENSION, projects.shardId(project));
    }
    return change(project, tier, true, prewarm);
  }

  /** Lets the router choose from now on; the tier stays. */
  Changed leaveToRouter(long projectId) {
    CatalogProject project = projects.active(projectId);
    return change(project, project.tier(), false, false);
  }

  /**
   * Sets the tier of a project that nobody chose one for; returns whether it did.
   *
   * @param prewarm whether the indexes are read into memory then, where the servers can
   */
  public boolean follow(long projectId, Tier tier, boolean prewarm) {
    Optional<CatalogProject> project =
        catalog
            .read(c -> CatalogProjects.find(c, projectId))
            .filter(p -> p.state() == ProjectState.ACTIVE && !p.tierByHand() && p.tier() != tier);
    project.ifPresent(p -> change(p, tier, false, prewarm && canPrewarm(p)));
    return project.isPresent();
  }

  private boolean canPrewarm(CatalogProject project) {
    try {
      requirements.require("prewarm", EXTENSION, projects.shardId(project));
      return true;
    } catch (ServiceException e) {
      return false;
    }
  }

  private Changed change(CatalogProject before, Tier tier, boolean byHand, boolean prewarm) {
    long projectId = before.settings().projectId();
    int shardId = projects.shardId(before);
    Optional<UUID> operation =
        catalog.transact(c -> change(c, projectId, shardId, tier, byHand, prewarm));
    sync.run(projectId);
    return new Changed(projects.active(projectId), operation);
  }

  private static Optional<UUID> change(
      Connection connection,
      long projectId,
      int shardId,
      Tier tier,
      boolean byHand,
      boolean prewarm)
      throws SQLException {
    CatalogProject locked =
        CatalogProjects.lock(connection, projectId)
            .orElseThrow(() -> ServiceException.projectNotFound(projectId));
    if (!CatalogProjects.setTier(connection, projectId, tier, byHand)) {
      throw ServiceException.projectNotFound(projectId);
    }
    boolean warmUp = prewarm && tier == Tier.HOT;
    if (locked.tier() == tier && !warmUp) {
      return Optional.empty();
    }
    Optional<UUID> changed = IndexChange.start(connection, locked, shardId);
    return warmUp && changed.isPresent()
        ? Optional.of(OperationRows.start(connection, PREWARM, projectId, shardId, PREWARM_STEP))
        : changed;
  }
}
