package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the chunks of documents are searched: one statement, whose lists of the nearest and of the
 * best texts are joined, ranked and widened by neighbours there. Immutable.
 *
 * @param home the project and its place
 * @param query what to look for; its filter does not count
 * @param documents which documents are looked at
 * @param window how many neighbours on either side come along
 * @param vector what to be near to; absent for a search by words
 * @param access how the nearest are found
 * @param terms the words; none for a search by vectors
 */
public record ChunkPlan(
    ProjectHome home,
    SearchQuery query,
    CompiledDocumentFilter documents,
    int window,
    Optional<Halfvec> vector,
    VectorAccess access,
    ScoredTerms terms) {

  private static final int MAX_COVERED_DIMENSIONS = 1_024;
  private static final int MIN_LIST = 100;
  private static final int CANDIDATES_PER_HIT = 4;
  private static final int MIN_EF = 100;
  private static final int MAX_EF = 1_000;

  /**
   * Plans a search. A search by words alone asks the index for every word, so that it is complete.
   */
  public static ChunkPlan of(
      ProjectHome home,
      SearchQuery query,
      CompiledDocumentFilter documents,
      int window,
      Optional<Halfvec> vector,
      ScoredTerms terms) {
    boolean indexed =
        !home.location().shared()
            && home.project().vectorIndex().isPresent()
            && !query.effort().exact();
    VectorAccess access =
        indexed
            ? new VectorAccess.HnswIndex(
                Math.clamp((long) query.k() * CANDIDATES_PER_HIT, MIN_EF, MAX_EF),
                Optional.empty(),
                new VectorAccess.ExactScan(false))
            : new VectorAccess.ExactScan(isCovered(home));
    ScoredTerms asked = query.mode() == Mode.TEXT ? terms.withAllWords() : terms;
    return new ChunkPlan(home, query, documents, window, vector, access, asked);
  }

  /** Returns the same search without an approximate index. */
  public ChunkPlan withExactScan() {
    return new ChunkPlan(
        home, query, documents, window, vector, new VectorAccess.ExactScan(false), terms);
  }

  /** Returns whether no approximate index is used. */
  public boolean exact() {
    return vector.isEmpty() || access instanceof VectorAccess.ExactScan;
  }

  /** Returns the plan's name, as Search has it. */
  public String name() {
    return switch (query.mode()) {
      case SEMANTIC -> exact() ? "exact-scan" : "vector-index";
      case TEXT -> "text-index";
      case HYBRID -> "hybrid";
    };
  }

  /** Returns the names of the indexes that the statement is made for. */
  public List<String> indexes() {
    List<String> names = new ArrayList<>();
    if (vector.isPresent() && !exact()) {
      names.add("chunks_s" + slot() + "_hnsw");
    } else if (vector.isPresent() && isCovered(home)) {
      names.add("chunks_s" + slot() + "_exact");
    }
    if (query.mode() != Mode.SEMANTIC) {
      names.add("chunks_s" + slot() + "_text");
    }
    return names;
  }

  /** Returns the project's slot. */
  public int slot() {
    return home.location().slot().slot();
  }

  /** Returns the project's metric. */
  public Metric metric() {
    return home.project().metric();
  }

  /** Returns how long the lists are that candidates come from. */
  public int listLength() {
    return Math.max(MIN_LIST, query.k() * CANDIDATES_PER_HIT);
  }

  private static boolean isCovered(ProjectHome home) {
    return home.location().shared() && home.project().dimensions() <= MAX_COVERED_DIMENSIONS;
  }
}
