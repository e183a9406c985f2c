package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.ChunkStatistics;
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
 * @param choice why it was chosen, one sentence
 */
public record ChunkPlan(
    ProjectHome home,
    SearchQuery query,
    CompiledDocumentFilter documents,
    int window,
    Optional<Halfvec> vector,
    VectorAccess access,
    ScoredTerms terms,
    String choice) {

  private static final int MIN_LIST = 100;
  private static final int CANDIDATES_PER_HIT = 4;

  /**
   * Plans a search. A search by words alone asks the index for every word, so that it is complete.
   *
   * @param statistics what is known about the project's chunks
   */
  public static ChunkPlan of(
      ProjectHome home,
      SearchQuery query,
      CompiledDocumentFilter documents,
      int window,
      Optional<Halfvec> vector,
      ScoredTerms terms,
      ChunkStatistics statistics) {
    AccessPlanner.Choice choice =
        new ChunkAccessPlanner(query, home, documents, statistics, listLength(query)).choose();
    boolean words = query.mode() == Mode.TEXT;
    return new ChunkPlan(
        home,
        query,
        documents,
        window,
        vector,
        choice.access(),
        words ? terms.withAllWords() : terms,
        words ? "the text index finds every match" : choice.reason());
  }

  /** Returns the same search without an approximate index. */
  public ChunkPlan withExactScan() {
    return new ChunkPlan(
        home,
        query,
        documents,
        window,
        vector,
        access.fallback(),
        terms,
        "the index brought fewer than k, so every vector that matches is compared");
  }

  /** Returns the plan in one line. */
  public String describe() {
    return "%s in slot %d by %s: %s".formatted(name(), slot(), indexes(), choice);
  }

  /** Returns whether no approximate index is used. */
  public boolean exact() {
    return vector.isEmpty() || access.exact();
  }

  /** Returns the plan's name, as Search has it. */
  public String name() {
    return switch (query.mode()) {
      case SEMANTIC -> access.name();
      case TEXT -> "text-index";
      case HYBRID -> "hybrid";
    };
  }

  /** Returns the names of the indexes that the statement is made for. */
  public List<String> indexes() {
    List<String> names = new ArrayList<>();
    if (vector.isPresent()) {
      switch (access) {
        case VectorAccess.HnswIndex index -> names.add("chunks_s" + slot() + "_hnsw");
        case VectorAccess.FilteredScan scan -> names.addAll(scan.indexes());
        case VectorAccess.ExactScan scan -> {
          if (scan.covered()) {
            names.add("chunks_s" + slot() + "_exact");
          }
        }
        case VectorAccess.OtherIndex index -> {}
      }
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
    return listLength(query);
  }

  private static int listLength(SearchQuery query) {
    return Math.max(MIN_LIST, query.k() * CANDIDATES_PER_HIT);
  }
}
