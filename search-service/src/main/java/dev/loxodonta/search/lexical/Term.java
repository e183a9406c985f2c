package dev.loxodonta.search.lexical;

/**
 * A lexeme that counts for the score.
 *
 * @param lexeme the lexeme
 * @param documentFrequency how many memories of the project hold it; NaN where the statement counts
 * @param weight the most that it can add to a score; NaN where the statement counts
 */
public record Term(String lexeme, double documentFrequency, double weight) {

  static Term counted(String lexeme) {
    return new Term(lexeme, Double.NaN, Double.NaN);
  }

  /** Returns the {@code tsquery} that finds it. */
  public String query() {
    return Lexemes.quoted(lexeme);
  }
}
