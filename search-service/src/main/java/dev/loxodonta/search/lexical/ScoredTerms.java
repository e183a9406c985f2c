package dev.loxodonta.search.lexical;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lexemes of a query with what they weigh, and those of them that the index is asked for.
 * Memories that hold only common words are usually not worth a look, and are nearly all memories:
 * so the index is asked for the rarest words, until these are in as many memories as the budget
 * allows; {@link #leftOut} says how good another memory can be at most. Immutable.
 *
 * @param words the plain words' lexemes, rarest first
 * @param fetched how many of {@code words} the index is asked for, from the first
 * @param terms what is scored, at most {@value #MAX_TERMS}
 * @param neighbours the pairs that are scored; both lexemes are among {@code terms}
 * @param counted whether the statement counts how many memories hold each
 * @param rows how many memories the project has
 * @param normSlope what a memory's norm grows by with each different word
 */
public record ScoredTerms(
    List<String> words,
    int fetched,
    List<Term> terms,
    List<Neighbours> neighbours,
    boolean counted,
    double rows,
    double normSlope) {

  /** The most lexemes that are scored: the rarest, or the first where they must be counted. */
  public static final int MAX_TERMS = 64;

  /** Stands for a search without words. */
  public static final ScoredTerms NONE =
      new ScoredTerms(List.of(), 0, List.of(), List.of(), false, 0, 0);

  /** Copies the lists. */
  public ScoredTerms {
    words = List.copyOf(words);
    terms = List.copyOf(terms);
    neighbours = List.copyOf(neighbours);
  }

  /** Returns lexemes that are not scored: every word is asked for. */
  static ScoredTerms unscored(QueryLexemes lexemes) {
    List<String> words = lexemes.words();
    return new ScoredTerms(words, words.size(), List.of(), List.of(), false, 0, 0);
  }

  /**
   * Weighs the lexemes of a query.
   *
   * @param budget how many memories the fetched words may be in together
   */
  static ScoredTerms of(QueryLexemes lexemes, TextStatistics statistics, double budget) {
    Stream<String> all = Stream.concat(lexemes.words().stream(), lexemes.phrased().stream());
    boolean counted = statistics.frequencies().isEmpty();
    List<Term> weighed =
        all.map(l -> weigh(l, statistics))
            .sorted(Comparator.comparingDouble(Term::documentFrequency))
            .toList();
    Set<String> words = new HashSet<>(lexemes.words());
    List<Term> rarestFirst = weighed.stream().filter(t -> words.contains(t.lexeme())).toList();
    List<Term> terms = weighed.stream().limit(MAX_TERMS).toList();
    return new ScoredTerms(
        rarestFirst.stream().map(Term::lexeme).toList(),
        counted ? rarestFirst.size() : affordable(rarestFirst, budget),
        terms,
        among(terms, lexemes.neighbours()),
        counted,
        statistics.rows(),
        Bm25.normSlope(statistics.meanLength()));
  }

  /** Returns whether the index is not asked for all words. */
  public boolean pruned() {
    return fetched < words.size();
  }

  /** Returns the {@code tsquery} of what the index is asked for; empty for no words. */
  public String fetchedQuery() {
    return any(words.subList(0, fetched).stream());
  }

  /** Returns the {@code tsquery} of all words and all else that is scored. */
  public String anyTermQuery() {
    return any(Stream.concat(words.stream(), terms.stream().map(Term::lexeme)).distinct());
  }

  /** Returns the same with every word asked for. */
  public ScoredTerms withAllWords() {
    return fetching(words.size());
  }

  /**
   * Returns the same with as many words asked for as it takes that no other memory can have more
   * than a score (the essential terms of Turtle and Flood: Query evaluation, strategies and
   * optimizations, 1995).
   */
  public ScoredTerms withWordsBeyond(double score) {
    return IntStream.rangeClosed(fetched, words.size())
        .mapToObj(this::fetching)
        .filter(t -> t.leftOut() <= score)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the most that a memory can score which holds none of the words asked for. */
  public double leftOut() {
    if (!pruned()) {
      return 0;
    }
    Set<String> known = Set.copyOf(words.subList(0, fetched));
    List<Term> open = terms.stream().filter(t -> !known.contains(t.lexeme())).toList();
    double sum = open.stream().mapToDouble(Term::weight).sum();
    for (Neighbours pair : among(open, neighbours)) {
      sum += Bm25.pairWeight(weight(pair.first()), weight(pair.second()));
    }
    return sum;
  }

  /** Returns the place of a scored lexeme among {@code terms}, from 0. */
  public int indexOf(String lexeme) {
    return IntStream.range(0, terms.size())
        .filter(i -> terms.get(i).lexeme().equals(lexeme))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the most that a pair can add to a score; NaN where the statement counts. */
  public double weight(Neighbours pair) {
    return Bm25.pairWeight(weight(pair.first()), weight(pair.second()));
  }

  private double weight(String lexeme) {
    return terms.get(indexOf(lexeme)).weight();
  }

  private ScoredTerms fetching(int count) {
    return new ScoredTerms(words, count, terms, neighbours, counted, rows, normSlope);
  }

  private static Term weigh(String lexeme, TextStatistics statistics) {
    return statistics.documentFrequency(lexeme).stream()
        .mapToObj(df -> new Term(lexeme, df, Bm25.weight(df, statistics.rows())))
        .findFirst()
        .orElseGet(() -> Term.counted(lexeme));
  }

  private static int affordable(List<Term> rarestFirst, double budget) {
    double sum = 0;
    for (int i = 0; i < rarestFirst.size(); i++) {
      sum += rarestFirst.get(i).documentFrequency();
      if (sum > budget) {
        return Math.max(1, i);
      }
    }
    return rarestFirst.size();
  }

  private static List<Neighbours> among(List<Term> terms, List<Neighbours> pairs) {
    Set<String> lexemes = new HashSet<>();
    terms.forEach(t -> lexemes.add(t.lexeme()));
    return pairs.stream()
        .filter(p -> lexemes.contains(p.first()) && lexemes.contains(p.second()))
        .limit(MAX_TERMS)
        .toList();
  }

  private static String any(Stream<String> lexemes) {
    return lexemes.map(Lexemes::quoted).collect(joining(" | "));
  }
}
