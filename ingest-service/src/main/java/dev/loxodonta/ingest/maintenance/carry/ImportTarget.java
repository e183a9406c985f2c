package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchivedProject;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.util.Optional;

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

  /**
   * Fails with ARCHIVE_MISMATCH unless the project has the archive's second space, if that has one;
   * their names may differ.
   */
  ImportTarget requireSecondSpace(ArchivedProject archive) {
    if (archive.secondSpace().isEmpty()) {
      return this;
    }
    SecondSpace wanted = archive.secondSpace().get();
    Optional<SecondSpace> there = project.secondSpace();
    ServiceException.Builder failure =
        ServiceException.builder(
            ErrorReason.ARCHIVE_MISMATCH,
            "the archive's second vectors are %s; those of project %d are %s"
                .formatted(
                    described(wanted),
                    project.projectId(),
                    there.map(ImportTarget::described).orElse("none")));
    boolean same =
        compare(failure, "second_model", wanted.model(), there.map(SecondSpace::model).orElse(""))
            & compare(
                failure,
                "second_dimensions",
                Integer.toString(wanted.dimensions()),
                there.map(s -> Integer.toString(s.dimensions())).orElse(""))
            & compare(
                failure,
                "second_metric",
                wanted.metric().key(),
                there.map(s -> s.metric().key()).orElse(""));
    if (!same) {
      throw failure.build();
    }
    return this;
  }

  private static String described(SecondSpace space) {
    return "%s, %d dimensions, %s"
        .formatted(space.model(), space.dimensions(), space.metric().key());
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
