package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchivedProject;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;

/**
 * The project that an archive is imported into.
 *
 * @param project the project
 * @param created whether this import made it
 */
record ImportTarget(Project project, boolean created) {

  /** Fails with ARCHIVE_MISMATCH unless the archive's vectors belong into the project. */
  ImportTarget requireSpace(ArchivedProject archive) {
    ServiceException.Builder failure =
        ServiceException.builder(
            ErrorReason.ARCHIVE_MISMATCH,
            "the archive's vectors are %s, %d dimensions, %s; those of project %d are %s, %d, %s"
                .formatted(
                    archive.model(),
                    archive.dimensions(),
                    archive.metric(),
                    project.projectId(),
                    project.model(),
                    project.dimensions(),
                    project.metric().key()));
    boolean same =
        compare(failure, "model", archive.model(), project.model())
            & compare(
                failure,
                "dimensions",
                Integer.toString(archive.dimensions()),
                Integer.toString(project.dimensions()))
            & compare(failure, "metric", archive.metric(), project.metric().key());
    if (!same) {
      throw failure.build();
    }
    return this;
  }

  private static boolean compare(
      ServiceException.Builder failure, String setting, String archive, String project) {
    if (archive.equals(project)) {
      return true;
    }
    failure.metadata("archive_" + setting, archive).metadata("project_" + setting, project);
    return false;
  }
}
