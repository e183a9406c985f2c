package dev.loxodonta.search.query;

import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.topology.ReadNeed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A checked request.
 *
 * @param projectId the project, from 1
 * @param mode by what to search
 * @param text the text; present for TEXT and HYBRID
 * @param vector the vector as it came; empty means that the text is embedded. Not yet compared with
 *     the project's space
 * @param k how many hits, 1 to 1,000
 * @param filter which memories are looked at
 * @param ranking how HYBRID ranks
 * @param minScore hits with less are left out
 * @param need how fresh the read must be
 * @param effort how the vectors are searched
 * @param includeEmbedding whether hits carry their vectors
 * @param explain whether PostgreSQL's plan is wanted
 */
public record SearchQuery(
    long projectId,
    Mode mode,
    Optional<QueryText> text,
    List<Float> vector,
    int k,
    CompiledFilter filter,
    Ranking ranking,
    OptionalDouble minScore,
    ReadNeed need,
    Effort effort,
    boolean includeEmbedding,
    boolean explain) {

  /**
   * How hard the vectors are searched.
   *
   * @param exact true for no approximate index at all
   * @param efSearch {@code hnsw.ef_search}, 1 to 1,000; absent means that the service chooses
   */
  public record Effort(boolean exact, OptionalInt efSearch) {}

  /** Returns whether vectors are compared. */
  public boolean needsVector() {
    return mode != Mode.TEXT;
  }

  /** Returns the text of a search that has one. */
  public QueryText words() {
    return text.orElseThrow();
  }
}
