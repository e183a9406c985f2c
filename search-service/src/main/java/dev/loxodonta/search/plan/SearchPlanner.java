package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.Frontier;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.statistics.ProjectStatistics;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Chooses how a search is run. Pure, but that graphs of newer memories have an age. */
@Singleton
public final class SearchPlanner {

  private static final int CANDIDATES_PER_HIT = 4;

  /** So many more of the nearest, where age scatters the best among them, spare other lists. */
  private static final int LISTS_IN_ONE = 4;

  /** A list of each graph of newer memories proves nearly always that it has the best. */
  private static final int LEAST_BY_AGE = 60;

  /** By how much the best hits are more similar than the last of a hundred. */
  private static final double USUAL_SPREAD = 0.2;

  /** Vectors of a graph in which {@link #SMALL_EFFORT} finds what 100 finds in a large one. */
  static final long SMALL_GRAPH = 2_500;

  private static final int SMALL_EFFORT = 40;

  private static final int EF_PER_HIT = 2;

  private static final int EFFORT_OF_OTHER_KINDS = 2;

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
   * @param statistics what is known about the project's rows
   */
  public SearchPlan plan(
      SearchQuery query,
      ProjectHome home,
      Optional<Halfvec> vector,
      ScoredTerms terms,
      ProjectStatistics statistics) {
    return switch (query.mode()) {
      case SEMANTIC -> nearest(query, home, vector.orElseThrow(), statistics);
      case TEXT -> lexical(query, home, terms);
      case HYBRID -> hybrid(query, home, vector.orElseThrow(), terms, statistics);
    };
  }

  private SearchPlan nearest(
      SearchQuery query, ProjectHome home, Halfvec vector, ProjectStatistics statistics) {
    int effort = effort(query, home, config.efSearch(), query.k() * EF_PER_HIT);
    AccessPlanner.Choice choice =
        new AccessPlanner(query, home, statistics, query.k(), effort).choose();
    return new SearchPlan.Nearest(home, query, vector, choice.access(), choice.reason());
  }

  private static SearchPlan lexical(SearchQuery query, ProjectHome home, ScoredTerms terms) {
    TextIndexKind words = words(query, home, terms);
    return new SearchPlan.Lexical(home, query, terms, words, lexicalChoice(terms, words));
  }

  /** A BM25 index knows nothing of phrases, nor whose words were not counted. */
  private static TextIndexKind words(SearchQuery query, ProjectHome home, ScoredTerms terms) {
    boolean scored = !terms.terms().isEmpty() && !terms.counted();
    return scored && query.words().isPlain() && !home.location().shared()
        ? home.project().textIndex()
        : TextIndexKind.GIN;
  }

  private SearchPlan hybrid(
      SearchQuery query,
      ProjectHome home,
      Halfvec vector,
      ScoredTerms terms,
      ProjectStatistics statistics) {
    CandidateLists lists = lists(query, home, statistics);
    boolean byAge = lists instanceof CandidateLists.NearestByAge;
    int usual = byAge ? LEAST_BY_AGE : config.candidates();
    int least = Math.max(usual, query.k() * CANDIDATES_PER_HIT);
    int most = byAge ? LEAST_BY_AGE : config.efSearch();
    AccessPlanner.Choice choice =
        new AccessPlanner(query, home, statistics, least, effort(query, home, most, least))
            .choose();
    VectorAccess found = choice.access();
    boolean alone = lists instanceof CandidateLists.Nearest && query.ranking().countsRecency();
    int length = alone && found instanceof VectorAccess.HnswIndex ? least * LISTS_IN_ONE : least;
    VectorAccess access = query.effort().efSearch().isPresent() ? found : found.withEffort(length);
    return new SearchPlan.Hybrid(
        home,
        query,
        vector,
        access,
        terms,
        words(query, home, terms),
        lists,
        length,
        choice.reason());
  }

  private static CandidateLists lists(
      SearchQuery query, ProjectHome home, ProjectStatistics statistics) {
    if (!query.ranking().needsProof() || !similarityDecides(query)) {
      return new CandidateLists.All();
    }
    boolean byAge =
        query.ranking().isSumWithRecency()
            && query.filter().isEmpty()
            && home.project().vectorIndex().filter(VectorIndexKind.HNSW.key()::equals).isPresent()
            && !statistics.ageGraphs().isEmpty();
    return byAge
        ? CandidateLists.NearestByAge.of(
            statistics.ageGraphs(), query.ranking().tradeoff().orElseThrow(), Instant.now())
        : new CandidateLists.Nearest();
  }

  /** Whether the best words add less than what usually lies between the nearest and the others. */
  private static boolean similarityDecides(SearchQuery query) {
    Ranking ranking = query.ranking();
    double words = ranking.bound(new Frontier(0, query.words().maxTsRank(), 0));
    return words < ranking.bound(new Frontier(USUAL_SPREAD, 0, 0));
  }

  /**
   * The least {@code hnsw.ef_search} for so many candidates of the graph of all.
   *
   * @param most what is enough where nothing is known
   */
  private int effort(SearchQuery query, ProjectHome home, int most, int candidates) {
    int wholly = Math.min(most, usualEffort(home.project().vectors())) * harder(home);
    int configured = (int) (query.effort().share() * wholly);
    int usual =
        query.effort().targetRecall().isPresent()
            ? query.effort().base().orElse(configured)
            : Math.max(configured, query.effort().base().orElse(0));
    int base = Math.max(usual, candidates);
    return (int) (query.effort().factor(Effort.ALL) * base);
  }

  /** Less than the usual effort walks through as large a part of a small graph. */
  private int usualEffort(long vectors) {
    boolean small = vectors > 0 && vectors <= SMALL_GRAPH;
    return small ? Math.min(SMALL_EFFORT, config.efSearch()) : config.efSearch();
  }

  /** The other kinds tell near from nearer less well than HNSW: more candidates, or more lists. */
  private static int harder(ProjectHome home) {
    boolean other =
        home.project()
            .vectorIndex()
            .flatMap(VectorIndexKind::ofKey)
            .filter(kind -> kind != VectorIndexKind.HNSW)
            .isPresent();
    return other ? EFFORT_OF_OTHER_KINDS : 1;
  }

  private static String lexicalChoice(ScoredTerms terms, TextIndexKind words) {
    if (words == TextIndexKind.BM25) {
      return "the BM25 index brings the best texts, which are scored again";
    }
    return terms.pruned()
        ? "the text index is asked for the %d rarest of %d words"
            .formatted(terms.fetched(), terms.words().size())
        : "the text index finds every match";
  }
}
