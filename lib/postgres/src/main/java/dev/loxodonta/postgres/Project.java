package dev.loxodonta.postgres;

import java.util.Optional;

/**
 * A project's settings as its shard holds them.
 *
 * @param projectId the tenant
 * @param slot the slot whose partitions hold its rows
 * @param model the embedding model of its vectors
 * @param dimensions numbers in each vector, 1 to 4,000
 * @param metric how distances are measured
 * @param textLanguage text-search configuration, as {@code english}
 * @param vectorIndex the approximate index of its own slot, as {@code hnsw}; absent: exact search
 * @param textIndex what brings the best texts of its own slot
 * @param memories how many memories it has, about
 * @param vectors how many of them have a vector, about
 * @param secondSpace the space of the second vectors of documents and entities; absent: they have
 *     none
 */
public record Project(
    long projectId,
    int slot,
    String model,
    int dimensions,
    Metric metric,
    String textLanguage,
    Optional<String> vectorIndex,
    TextIndexKind textIndex,
    long memories,
    long vectors,
    Optional<SecondSpace> secondSpace) {

  /**
   * Returns whether vectors of both are of the same model, and compared in the same way. Second
   * vectors are not looked at.
   */
  public boolean hasSpaceOf(Project other) {
    return model.equals(other.model) && dimensions == other.dimensions && metric == other.metric;
  }
}
