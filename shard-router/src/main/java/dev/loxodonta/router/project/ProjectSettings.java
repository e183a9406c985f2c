package dev.loxodonta.router.project;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import java.util.Optional;

/**
 * What a caller decides about a project.
 *
 * @param projectId from 1
 * @param displayName at most 128 characters
 * @param model the embedding model's name
 * @param dimensions 1 to 4,000
 * @param metric how distances are measured
 * @param textLanguage a text-search configuration
 * @param vectorIndexKind the approximate index that a slot of its own gets
 * @param textIndexKind what is to bring the best texts of a slot of its own
 * @param secondSpace the space of the second vectors of documents and entities; absent: none
 */
public record ProjectSettings(
    long projectId,
    String displayName,
    String model,
    int dimensions,
    Metric metric,
    String textLanguage,
    VectorIndexKind vectorIndexKind,
    TextIndexKind textIndexKind,
    Optional<SecondSpace> secondSpace) {

  /** Above this many dimensions neither a page nor the covering index of a shared slot fits. */
  static final int MAX_SHARED_DIMENSIONS = 2_000;

  /** Returns the space of its vectors. */
  public ProjectSpace space() {
    return new ProjectSpace(model, dimensions, metric);
  }

  /** Returns a copy with another space. */
  public ProjectSettings withSpace(ProjectSpace space) {
    return new ProjectSettings(
        projectId,
        displayName,
        space.model(),
        space.dimensions(),
        space.metric(),
        textLanguage,
        vectorIndexKind,
        textIndexKind,
        secondSpace);
  }

  /** Returns whether the project gets a slot of its own from the beginning. */
  boolean needsOwnSlot() {
    return dimensions > MAX_SHARED_DIMENSIONS;
  }
}
