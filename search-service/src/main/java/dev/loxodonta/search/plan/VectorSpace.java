package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.SecondSpace;

/**
 * A space in which vectors are compared.
 *
 * @param owner whose it is, as messages say it
 * @param model the embedding model of its vectors
 * @param dimensions numbers in each vector, 1 to 4,000
 * @param metric how distances are measured
 */
public record VectorSpace(String owner, String model, int dimensions, Metric metric) {

  /** Returns a project's own space. */
  public static VectorSpace of(Project project) {
    return new VectorSpace("the project", project.model(), project.dimensions(), project.metric());
  }

  /** Returns the second space of a project. */
  public static VectorSpace of(SecondSpace second) {
    return new VectorSpace(
        "the second space", second.model(), second.dimensions(), second.metric());
  }
}
