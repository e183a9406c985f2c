package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;

/**
 * The space that a project's vectors live in, as far as a write has to know it.
 *
 * @param model the model's name
 * @param dimensions numbers in each vector
 * @param metric how distances are measured
 * @param embeds whether this service runs the model, so that a text may come without a vector
 */
public record Space(String model, int dimensions, Metric metric, boolean embeds) {

  /** Returns a project's space. */
  public static Space of(Project project, boolean embeds) {
    return new Space(project.model(), project.dimensions(), project.metric(), embeds);
  }
}
