package dev.loxodonta.search.record;

import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.search.plan.VectorSpace;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;

/**
 * The space in which a query's vectors are compared. Choosing it is pure.
 *
 * @param space the space
 * @param own whether it is the project's own, of the column {@code embedding}; otherwise the
 *     second, of {@code second_embedding}
 */
record SearchedSpace(VectorSpace space, boolean own) {

  /**
   * Returns the space that a query means in a project.
   *
   * @throws ServiceException SECOND_SPACE_MISSING where the project has no second space, and
   *     INVALID_FIELD for a name that is not its
   */
  static SearchedSpace of(RecordQuery query, Project project) {
    if (query.isOfOwnSpace()) {
      return new SearchedSpace(VectorSpace.of(project), true);
    }
    SecondSpace second = project.secondSpace().orElseThrow(() -> missing(project));
    if (!query.space().isEmpty()) {
      FieldChecks checks = new FieldChecks();
      checks.check(
          query.space().equals(second.name()),
          "space",
          query.space(),
          "\"\", the project's own space, or \"" + second.name() + "\", its second space");
      checks.throwIfAny();
    }
    return new SearchedSpace(VectorSpace.of(second), false);
  }

  /** Returns what the names of the space's columns begin with. */
  String prefix() {
    return own ? "" : "second_";
  }

  private static ServiceException missing(Project project) {
    return ServiceException.builder(
            ErrorReason.SECOND_SPACE_MISSING,
            "project " + project.projectId() + " has no second space")
        .metadata("project_id", project.projectId())
        .build();
  }
}
