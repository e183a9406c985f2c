package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.Frontier;
import dev.loxodonta.search.rank.Ranking;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Chooses how a search is run. Pure. */
@Singleton
public final class SearchPlanner {

  private static final String HNSW = "hnsw";

  /** What the covering index of a shared slot holds at most. */
  private static final int MAX_COVERED_DIMENSIONS = 1_024;

  private static final int CANDIDATES_PER_HIT = 4;

  /** So many more of the nearest, where age scatters the best among them, spare other lists. */
  private static final int LISTS_IN_ONE = 4;

  /** By how much the best hits are more similar than the last of a hundred. */
  private static final double USUAL_SPREAD = 0.2;

  private static final int EF_PER_HIT = 2;

  /** A filter leaves out part of what the graph's walk finds first. */
  private static final int EF_FACTOR_WITH_FILTER = 4;

  private final SearchConfig config;

  /** Plans by these settings. */
  public SearchPlanner(SearchConfig config) {
    this.config = config;
  }

  /**
   * Returns the plan of a query.
   *
   * @param vector what to be near to; present unless the mode is TEXT
   * @param terms the text's words; none when the mode is SEMANTIC
   */
  public SearchPlan plan(
      SearchQuery query, ProjectHome home, Optional<Halfvec> vector, ScoredTerms terms) {
    return switch (query.mode()) {
      case SEMANTIC -> nearest(query, home, vector.orElseThrow());
      case TEXT -> new SearchPlan.Lexical(home, query, terms, lexicalChoice(terms));
      case HYBRID -> hybrid(query, home, vector.orElseThrow(), terms);
    };
  }

  private SearchPlan nearest(SearchQuery query, ProjectHome home, Halfvec vector) {
    VectorAccess access = access(query, home, query.k() * EF_PER_HIT);
    return new SearchPlan.Nearest(home, query, vector, access, choice(query, home));
  }

  private SearchPlan hybrid(
      SearchQuery query, ProjectHome home, Halfvec vector, ScoredTerms terms) {
    int least = Math.max(config.candidates(), query.k() * CANDIDATES_PER_HIT);
    CandidateLists lists = lists(query);
    VectorAccess found = access(query, home, least);
    boolean alone = lists instanceof CandidateLists.Nearest && query.ranking().countsRecency();
    int length = alone && found instanceof VectorAccess.HnswIndex ? least * LISTS_IN_ONE : least;
    VectorAccess access = query.effort().efSearch().isPresent() ? found : found.withEffort(length);
    return new SearchPlan.Hybrid(
        home, query, vector, access, terms, lists, length, choice(query, home));
  }

  private static CandidateLists lists(SearchQuery query) {
    return query.ranking().needsProof() && similarityDecides(query)
        ? new CandidateLists.Nearest()
        : new CandidateLists.All();
  }

  /** Whether the best words add less than what usually lies between the nearest and the others. */
  private static boolean similarityDecides(SearchQuery query) {
    Ranking ranking = query.ranking();
    double words = ranking.bound(new Frontier(0, query.words().maxTsRank(), 0));
    return words < ranking.bound(new Frontier(USUAL_SPREAD, 0, 0));
  }

  private VectorAccess access(SearchQuery query, ProjectHome home, int wantedEffort) {
    if (query.effort().exact() || !hasVectorIndex(home)) {
      return new VectorAccess.ExactScan(isCovered(query, home));
    }
    int factor = query.filter().isEmpty() ? 1 : EF_FACTOR_WITH_FILTER;
    int base = query.effort().base().orElse(config.efSearch());
    int wanted = (int) (query.effort().factor() * factor * Math.max(base, wantedEffort));
    int chosen = Math.min(QueryReader.MAX_EF_SEARCH, wanted);
    return new VectorAccess.HnswIndex(query.effort().efSearch().orElse(chosen));
  }

  private static boolean hasVectorIndex(ProjectHome home) {
    return !home.location().shared()
        && home.project().vectorIndex().filter(HNSW::equals).isPresent();
  }

  private static boolean isCovered(SearchQuery query, ProjectHome home) {
    return home.location().shared()
        && home.project().dimensions() <= MAX_COVERED_DIMENSIONS
        && query.filter().indexOnly();
  }

  private static String lexicalChoice(ScoredTerms terms) {
    return terms.pruned()
        ? "the text index is asked for the %d rarest of %d words"
            .formatted(terms.fetched(), terms.words().size())
        : "the text index finds every match";
  }

  private static String choice(SearchQuery query, ProjectHome home) {
    Project project = home.project();
    if (query.effort().exact()) {
      return "the caller asked for an exact search";
    }
    if (home.location().shared()) {
      return "the project shares its slot, where every vector is compared";
    }
    return hasVectorIndex(home)
        ? "the project has a slot of its own with an HNSW index"
        : "the project's slot has no vector index yet (about " + project.vectors() + " vectors)";
  }
}
