package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.FilterGraph;
import dev.loxodonta.search.statistics.ProjectStatistics;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Chooses how the nearest vectors of one search are found. Costs are counted in comparisons: a
 * fetched row with its vector is one (2.4 µs with 768 dimensions, as measured), a row that is only
 * looked at a fifth, and a walk takes {@value #COMPARISONS_PER_EF} for each of its {@code
 * ef_search}. A filter that has to do with the query's meaning can lie far from where a walk looks,
 * so a graph is walked only where the filter keeps at least a fifth of its rows; below that the
 * rows that match are compared, as long as they are not more than {@value #MAX_COMPARISONS}. Pure.
 */
final class AccessPlanner {

  /**
   * An access and why it was chosen.
   *
   * @param access the access
   * @param reason one sentence without its full stop
   */
  record Choice(VectorAccess access, String reason) {}

  /** What the covering index of a shared slot holds at most. */
  private static final int MAX_COVERED_DIMENSIONS = 1_024;

  static final double COMPARISONS_PER_EF = 7.5;
  static final double COMPARISONS_PER_LOOK = 0.2;
  static final double MAX_COMPARISONS = 50_000;
  static final double LEAST_SHARE_OF_A_WALK = 0.2;

  /** A walk that needs more candidates would end at {@code hnsw.max_scan_tuples}, 20,000. */
  static final double MAX_CANDIDATES = 20_000;

  /** What a filter keeps may be of one region, and then fewer of its rows are neighbours. */
  static final int FACTOR_UNDER_A_FILTER = 2;

  /** A graph of fewer rows needs less effort than the graph of all. */
  private static final int LEAST_EF_OF_A_PART = 40;

  private static final int EF_PER_ROW = 2;

  private final SearchQuery query;
  private final ProjectHome home;
  private final ProjectStatistics statistics;
  private final int count;
  private final int effort;
  private final ServedFilter served;
  private final VectorAccess exact;
  private final Optional<VectorIndexKind> kind;

  /**
   * Chooses for one search.
   *
   * @param count how many rows are wanted
   * @param effort the least {@code hnsw.ef_search} for so many rows of the graph of all
   */
  AccessPlanner(
      SearchQuery query, ProjectHome home, ProjectStatistics statistics, int count, int effort) {
    this.query = query;
    this.home = home;
    this.statistics = statistics;
    this.count = count;
    this.effort = effort;
    this.served =
        home.location().shared() || query.filter().isEmpty()
            ? ServedFilter.NONE
            : ServedFilter.of(query.filter().source(), home.location().slot().slot());
    this.exact = exact();
    this.kind = home.project().vectorIndex().flatMap(VectorIndexKind::ofKey);
  }

  Choice choose() {
    if (query.effort().exact()) {
      return new Choice(exact, "the caller asked for an exact search");
    }
    if (home.location().shared()) {
      return new Choice(exact, "the project shares its slot, where every vector is compared");
    }
    if (kind.isEmpty()) {
      String reason = "the project's slot has no vector index yet (about %d vectors)";
      return new Choice(exact, reason.formatted(home.project().vectors()));
    }
    if (query.filter().isEmpty()) {
      VectorAccess walk = walk(ef(() -> effort), Optional.empty());
      String reason = "the vectors of the project's own slot have an index: %s";
      return new Choice(walk, reason.formatted(kind.get().label()));
    }
    return underFilter();
  }

  private Choice underFilter() {
    Filter filter = query.filter().source();
    double share = statistics.share(filter);
    Optional<VectorAccess.HnswIndex.Part> part = part(filter);
    double within = part.map(p -> share / statistics.share(p.graph().filter())).orElse(share);
    double shareOfGraph = Math.min(1, within);
    int usual =
        part.map(p -> effortOfPart(p, shareOfGraph)).orElseGet(() -> effortOfAll(shareOfGraph));
    int ef = ef(() -> usual);
    VectorAccess walk = walk(ef, part);
    double comparisons = comparisons(share);
    String estimate = estimate(share);
    if (query.effort().efSearch().isPresent()) {
      return new Choice(walk, estimate + ", and the caller chose the effort of the walk");
    }
    if (comparisons <= comparisonsOf(walk, ef)) {
      return new Choice(exact, estimate + ", and comparing these costs less than a walk");
    }
    if (candidates(shareOfGraph) > MAX_CANDIDATES) {
      return new Choice(exact, estimate + ", and a walk would end before it found enough of these");
    }
    if (shareOfGraph < LEAST_SHARE_OF_A_WALK && comparisons <= MAX_COMPARISONS) {
      return new Choice(exact, estimate + ", and a walk might miss some of so few");
    }
    String reason =
        part.isPresent() ? "a graph of the rows with one of its conditions" : "the graph";
    return new Choice(
        walk, "%s, and %s is walked with ef_search %d".formatted(estimate, reason, ef));
  }

  private int effortOfAll(double share) {
    return (int) Math.max(factorUnderAFilter() * effort, candidates(share));
  }

  /**
   * What sampling asks for, but never less than two candidates for each that is wanted, nor than
   * what the recall that the caller wants takes in the graph of all.
   */
  private int effortOfPart(VectorAccess.HnswIndex.Part part, double shareOfGraph) {
    double usual = Math.max(LEAST_EF_OF_A_PART, candidates(shareOfGraph));
    double sampled = query.effort().factor(part.graph().index()) * usual;
    int wanted = query.effort().targetRecall().isPresent() ? query.effort().base().orElse(0) : 0;
    return (int) Math.max(sampled, Math.max(EF_PER_ROW * count, wanted));
  }

  /** Where all candidates have to pass the filter they are enough as they are. */
  private int factorUnderAFilter() {
    return kind.filter(VectorIndexKind::quantizes).isPresent() ? 1 : FACTOR_UNDER_A_FILTER;
  }

  private double comparisonsOf(VectorAccess walk, int ef) {
    boolean lists = kind.filter(VectorIndexKind.IVFFLAT::equals).isPresent();
    return lists && walk instanceof VectorAccess.OtherIndex index
        ? COMPARISONS_PER_LOOK
            * index.probes()
            * rows()
            / VectorIndexKind.ivfflatLists((long) rows())
        : COMPARISONS_PER_EF * ef;
  }

  private String estimate(double share) {
    return String.format(
        Locale.ROOT, "the filter keeps about %.2g %% of %.0f memories", 100 * share, rows());
  }

  private VectorAccess exact() {
    CompiledFilter filter = query.filter();
    if (home.location().shared()) {
      boolean fits = home.project().dimensions() <= MAX_COVERED_DIMENSIONS;
      return new VectorAccess.ExactScan(fits && filter.indexOnly());
    }
    return served.indexes().isEmpty()
        ? new VectorAccess.ExactScan(false)
        : new VectorAccess.FilteredScan(served.indexes());
  }

  private double comparisons(double share) {
    double looked = served.indexes().isEmpty() ? 1 : statistics.share(served.filter());
    return (share + COMPARISONS_PER_LOOK * looked) * rows();
  }

  /** How near a row may be to be wanted, as a place among all rows: with a margin for chance. */
  private double candidates(double share) {
    return candidates(count, share);
  }

  static double candidates(int count, double share) {
    return (2 * count + 6 * Math.sqrt(count)) / share;
  }

  private Optional<VectorAccess.HnswIndex.Part> part(Filter filter) {
    return statistics.graphs().stream()
        .flatMap(g -> g.rest(filter).map(rest -> part(g, rest)).stream())
        .min(Comparator.comparingDouble(p -> statistics.share(p.graph().filter())));
  }

  private static VectorAccess.HnswIndex.Part part(FilterGraph graph, Filter rest) {
    return new VectorAccess.HnswIndex.Part(graph, FilterSql.compile(rest, new FieldChecks()));
  }

  private VectorAccess walk(int ef, Optional<VectorAccess.HnswIndex.Part> part) {
    VectorIndexKind other = kind.orElse(VectorIndexKind.HNSW);
    return other == VectorIndexKind.HNSW
        ? new VectorAccess.HnswIndex(ef, part, exact)
        : new VectorAccess.OtherIndex(other, ef, home.project().vectors(), exact);
  }

  private int ef(IntSupplier chosen) {
    return query
        .effort()
        .efSearch()
        .orElseGet(() -> Math.min(QueryReader.MAX_EF_SEARCH, chosen.getAsInt()));
  }

  private double rows() {
    return statistics.rows() > 0 ? statistics.rows() : home.project().vectors();
  }
}
