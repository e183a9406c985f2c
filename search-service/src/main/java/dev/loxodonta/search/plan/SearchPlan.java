package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.AgeGraph;
import java.util.List;

/** How one search is run. Immutable and printable. */
public sealed interface SearchPlan {

  /** Returns the project and its place. */
  ProjectHome home();

  /** Returns what is searched for. */
  SearchQuery query();

  /** Returns the plan's name in reports and metrics. */
  String name();

  /** Returns the indexes that the statement is written for, by name. */
  List<String> indexes();

  /** Returns whether every memory that matches is looked at. */
  boolean exact();

  /** Returns the filter graph that is walked, by its index; {@link Effort#ALL} where none is. */
  default String graph() {
    return Effort.ALL;
  }

  /** Returns in one sentence why it was chosen. */
  String choice();

  /** Returns the number of the slot, a literal in every statement. */
  default int slot() {
    return home().location().slot().slot();
  }

  /** Returns the plan in one line. */
  default String describe() {
    return "%s in slot %d by %s: %s".formatted(name(), slot(), indexes(), choice());
  }

  /**
   * The nearest vectors.
   *
   * @param vector what to be near to
   * @param access how they are found
   */
  record Nearest(
      ProjectHome home, SearchQuery query, Halfvec vector, VectorAccess access, String choice)
      implements SearchPlan {

    @Override
    public String name() {
      return access.name();
    }

    @Override
    public List<String> indexes() {
      return Indexes.of(access, slot());
    }

    @Override
    public boolean exact() {
      return access.exact();
    }

    @Override
    public String graph() {
      return access.graph();
    }

    /** Returns the same search without an approximate index. */
    public Nearest withExactScan() {
      return new Nearest(
          home,
          query,
          vector,
          access.fallback(),
          "the index brought fewer than k, so every vector that matches is compared");
    }
  }

  /**
   * The best texts.
   *
   * @param terms the words, and those of them that the index is asked for
   * @param words which index brings the memories that are scored
   */
  record Lexical(
      ProjectHome home, SearchQuery query, ScoredTerms terms, TextIndexKind words, String choice)
      implements SearchPlan {

    @Override
    public String name() {
      return "text-index";
    }

    @Override
    public List<String> indexes() {
      return List.of(words.index(slot()));
    }

    @Override
    public boolean exact() {
      return words == TextIndexKind.GIN;
    }

    /** Returns the words with those of them that are asked for by {@code @@}. */
    public ScoredTerms asked() {
      return words == TextIndexKind.BM25 ? terms.withAllWords() : terms;
    }

    /** Returns the same search with other words asked for. */
    public Lexical with(ScoredTerms other) {
      return new Lexical(
          home, query, other, words, "the rarest words alone might have missed a better memory");
    }

    /** Returns the same search without the BM25 index. */
    public Lexical withoutBm25(String choice) {
      return new Lexical(home, query, terms, TextIndexKind.GIN, choice);
    }

    /** Returns the same search with every memory scored that holds one of the words. */
    public Lexical withEveryWord() {
      return new Lexical(
          home,
          query,
          terms.withAllWords(),
          TextIndexKind.GIN,
          "the BM25 index brought fewer than k, so every memory with one of the words is scored");
    }
  }

  /**
   * Candidates from several lists, ranked together.
   *
   * @param vector what to be near to
   * @param access how the nearest are found
   * @param terms the words, and those of them that the index is asked for
   * @param words which index brings the list of the best texts, where there is one
   * @param lists which lists there are
   * @param listLength how long each list is, at least k
   */
  record Hybrid(
      ProjectHome home,
      SearchQuery query,
      Halfvec vector,
      VectorAccess access,
      ScoredTerms terms,
      TextIndexKind words,
      CandidateLists lists,
      int listLength,
      String choice)
      implements SearchPlan {

    private static final int GROWTH = 4;
    private static final int LEAST_PER_HIT = 2;

    /** Every length is another text of the statement. */
    private static final int LENGTH_STEP = 5;

    @Override
    public String name() {
      return "hybrid";
    }

    @Override
    public List<String> indexes() {
      return switch (lists) {
        case CandidateLists.All all -> Indexes.of(access, slot(), words.index(slot()));
        case CandidateLists.NearestByAge byAge ->
            Indexes.of(
                access,
                slot(),
                byAge.graphs().stream().map(AgeGraph::index).toArray(String[]::new));
        case CandidateLists.Nearest nearest -> Indexes.of(access, slot());
        case CandidateLists.NearestAndNewer newer -> Indexes.of(access, slot());
      };
    }

    @Override
    public boolean exact() {
      return access.exact();
    }

    /**
     * Returns how long the list of a graph is.
     *
     * @param part 0 for the graph of all memories, i for the i-th of those of newer ones
     */
    public int listLength(int part) {
      double share =
          lists instanceof CandidateLists.NearestByAge byAge ? byAge.shares().get(part) : 1;
      int rounded = LENGTH_STEP * (int) Math.ceil(share * listLength / LENGTH_STEP);
      return Math.min(listLength, Math.max(LEAST_PER_HIT * query.k(), rounded));
    }

    @Override
    public String graph() {
      return access.graph();
    }

    /** Returns the {@code hnsw.ef_search} with which the graph of a part is walked. */
    public int effort(int part) {
      double effort = access.reach().orElse(listLength);
      return (int) Math.ceil(effort * listLength(part) / listLength);
    }

    /** Returns the same search with longer lists. */
    public Hybrid withLongerLists() {
      return new Hybrid(
          home,
          query,
          vector,
          access.withEffort(listLength * GROWTH),
          terms,
          words,
          lists instanceof CandidateLists.NearestAndNewer ? new CandidateLists.Nearest() : lists,
          listLength * GROWTH,
          "a better memory might have been outside of lists of " + listLength);
    }

    /** Returns the same search with other lists. */
    public Hybrid with(CandidateLists other) {
      return new Hybrid(
          home,
          query,
          vector,
          access,
          terms,
          words,
          other,
          listLength,
          "the nearest alone do not prove that they are the best");
    }

    /** Returns the same search without an approximate index. */
    public Hybrid withExactScan() {
      return new Hybrid(
          home,
          query,
          vector,
          access.fallback(),
          terms,
          words,
          lists instanceof CandidateLists.NearestByAge ? new CandidateLists.Nearest() : lists,
          listLength,
          "the index brought fewer than were asked for, so every vector that matches is"
              + " compared");
    }

    /** Returns whether it is a sum that a vector index and what is new decide without the words. */
    public boolean isSumByIndex() {
      return access instanceof VectorAccess.HnswIndex
          && !(lists instanceof CandidateLists.All)
          && query.ranking().tradeoff().isPresent();
    }

    /** Returns whether a BM25 index brings the list of the best texts. */
    public boolean isByBm25() {
      return words == TextIndexKind.BM25 && lists instanceof CandidateLists.All;
    }

    /** Returns the words with those of them that are asked for by {@code @@}. */
    public ScoredTerms asked() {
      return isByBm25() ? terms.withAllWords() : terms;
    }

    /** Returns the same search without the BM25 index. */
    public Hybrid withoutBm25(String choice) {
      return new Hybrid(
          home, query, vector, access, terms, TextIndexKind.GIN, lists, listLength, choice);
    }

    /** Returns whether not every word, or none at all, is asked for. */
    public boolean isPartial() {
      return terms.pruned() || !(lists instanceof CandidateLists.All) || isByBm25();
    }

    /** Returns the same search with every memory looked at that holds one of the words. */
    public Hybrid withAllWords() {
      return new Hybrid(
          home,
          query,
          vector,
          access,
          terms.withAllWords(),
          TextIndexKind.GIN,
          new CandidateLists.All(),
          listLength,
          "the nearest and the first of the words' list alone brought fewer than k");
    }
  }
}
