package dev.loxodonta.search.lexical;

/**
 * Two lexemes that stand near to each other in a query.
 *
 * @param first the lexeme that comes first
 * @param second the one behind it
 * @param distance how far behind, from 1; words that the language ignores count
 */
public record Neighbours(String first, String second, int distance) {

  /** The farthest that two lexemes are still neighbours: with two ignored words between them. */
  static final int MAX_DISTANCE = 3;

  /** Returns the {@code tsquery} that finds them so. */
  public String query() {
    return Lexemes.quoted(first) + " <" + distance + "> " + Lexemes.quoted(second);
  }
}
