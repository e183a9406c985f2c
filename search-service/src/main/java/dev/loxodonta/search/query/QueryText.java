package dev.loxodonta.search.query;

import java.util.List;

/**
 * A text in web-search syntax, taken apart. A memory matches when it holds every required phrase,
 * nothing that is excluded and, where words or alternatives are given, at least one of these.
 *
 * @param raw the text as it came
 * @param words the plain words, of which any may match, with blanks between; may be empty
 * @param alternatives phrases joined to the rest by OR: each is as good as a plain word
 * @param required phrases that must occur
 * @param excluded words or phrases that must not occur
 */
public record QueryText(
    String raw,
    String words,
    List<String> alternatives,
    List<String> required,
    List<String> excluded) {

  private static final double MAX_TS_RANK_OF_WORDS = 0.1;

  private static final double MAX_TS_RANK = 1;

  /** Copies the lists. */
  public QueryText {
    alternatives = List.copyOf(alternatives);
    required = List.copyOf(required);
    excluded = List.copyOf(excluded);
  }

  /** Returns whether it says more than which words are good to find. */
  public boolean hasConstraints() {
    return !required.isEmpty() || !excluded.isEmpty();
  }

  /** Returns whether it is nothing but words of which any may match. */
  public boolean isPlain() {
    return !hasConstraints() && alternatives.isEmpty();
  }

  /**
   * Returns what {@code ts_rank} never exceeds, with equal weights as {@code to_tsvector} gives
   * them: the words of an OR add less than 0.1 each, and the sum is divided by their number.
   */
  public double maxTsRank() {
    return isPlain() ? MAX_TS_RANK_OF_WORDS : MAX_TS_RANK;
  }

  /**
   * Returns what to embed: all that is looked for, without the syntax and without what is excluded;
   * the raw text when nothing else is left.
   */
  public String meaning() {
    StringBuilder text = new StringBuilder(words);
    alternatives.forEach(p -> text.append(' ').append(p));
    required.forEach(p -> text.append(' ').append(p));
    String meaning =
        required.isEmpty() && alternatives.isEmpty() && excluded.isEmpty() ? raw : text.toString();
    return meaning.isBlank() ? raw : meaning.strip();
  }
}
