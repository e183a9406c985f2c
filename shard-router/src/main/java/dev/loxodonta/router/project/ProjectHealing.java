package dev.loxodonta.router.project;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a router that was killed, or a shard that was away, left half done. */
@Singleton
final class ProjectHealing implements Duty {

  private static final Logger log = LoggerFactory.getLogger(ProjectHealing.class);

  private final CatalogDatabase catalog;
  private final ProjectSync sync;

  ProjectHealing(CatalogDatabase catalog, ProjectSync sync) {
    this.catalog = catalog;
    this.sync = sync;
  }

  @Override
  public String name() {
    return "project-healing";
  }

  @Override
  public Duration period() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void run() {
    for (long projectId : catalog.read(CatalogProjects::unsynced)) {
      heal(projectId);
    }
    catalog.transact(ProjectChanges::purge);
  }

  private void heal(long projectId) {
    try {
      sync.run(projectId);
      log.info("project {} was brought to its shard", projectId);
    } catch (ServiceException e) {
      if (e.reason() != ErrorReason.SHARD_UNAVAILABLE) {
        log.warn("project {} could not be brought to its shard", projectId, e);
      }
    }
  }
}
