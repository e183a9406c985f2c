package dev.loxodonta.search.query;

import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.topology.ReadNeed;
import java.util.Optional;
import java.util.OptionalDouble;

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
 * @param entities how the entities that the text names count; absent means that they do not
 * @param shape what becomes of the hits before they are answered; a search by itself knows nothing
 *     of it
 */
public record SearchQuery(
    long projectId,
    Mode mode,
    Optional<QueryText> text,
    CallerVector vector,
    int k,
    CompiledFilter filter,
    Ranking ranking,
    OptionalDouble minScore,
    ReadNeed need,
    Effort effort,
    boolean includeEmbedding,
    boolean explain,
    Optional<EntityLeg> entities,
    Shape shape) {

  /** Returns the same query with another effort. */
  public SearchQuery withEffort(Effort other) {
    return new SearchQuery(
        projectId,
        mode,
        text,
        vector,
        k,
        filter,
        ranking,
        minScore,
        need,
        other,
        includeEmbedding,
        explain,
        entities,
        shape);
  }

  /** Returns the same query of another project. */
  public SearchQuery inProject(long other) {
    return new SearchQuery(
        other,
        mode,
        text,
        vector,
        k,
        filter,
        ranking,
        minScore,
        need,
        effort,
        includeEmbedding,
        explain,
        entities,
        shape);
  }

  /**
   * Returns the same query for so many hits to choose from, with the vectors that a choice needs.
   */
  public SearchQuery forChoosing(int count) {
    return new SearchQuery(
        projectId,
        mode,
        text,
        vector,
        count,
        filter,
        ranking,
        minScore,
        need,
        effort,
        includeEmbedding || shape.diversity().isPresent(),
        explain,
        entities,
        shape);
  }

  /**
   * Returns the same query for fewer hits, of which only the very best count.
   *
   * @param part which part of the usual effort that takes, in (0, 1]
   */
  public SearchQuery forShare(int count, double part) {
    return withEffort(effort.sharing(part)).forChoosing(count);
  }

  /** Returns the query of all that match the words and another filter, whatever the score. */
  public SearchQuery among(CompiledFilter other, int count, boolean exactly) {
    return new SearchQuery(
        projectId,
        mode,
        text,
        vector,
        count,
        other,
        ranking,
        OptionalDouble.empty(),
        need,
        exactly ? Effort.EXACT : effort,
        false,
        false,
        entities,
        Shape.PLAIN);
  }

  /** Returns whether vectors are compared. */
  public boolean needsVector() {
    return mode != Mode.TEXT;
  }

  /** Returns the text of a search that has one. */
  public QueryText words() {
    return text.orElseThrow();
  }
}
