package dev.loxodonta.ingest.saga.participant;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;

/**
 * A project as other stores have to know it.
 *
 * @param projectId the tenant
 * @param dimensions numbers in each vector
 * @param metric how distances are measured
 */
public record Tenant(long projectId, int dimensions, Metric metric) {

  /** Returns the tenant of a project. */
  public static Tenant of(Project project) {
    return new Tenant(project.projectId(), project.dimensions(), project.metric());
  }
}
