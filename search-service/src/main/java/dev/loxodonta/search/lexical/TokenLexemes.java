package dev.loxodonta.search.lexical;

import java.util.List;

/**
 * What PostgreSQL makes of a piece of text without blanks.
 *
 * @param entries its lexemes by position; none for a word that the language ignores
 * @param span how many positions it takes, those of ignored words too
 */
record TokenLexemes(List<Entry> entries, int span) {

  /**
   * A lexeme at its place.
   *
   * @param position the place in the piece, from 1
   */
  record Entry(String lexeme, int position) {}

  TokenLexemes {
    entries = List.copyOf(entries);
  }

  /** Returns how many characters it holds, about what it costs to keep. */
  int characters() {
    return entries.stream().mapToInt(e -> e.lexeme().length()).sum();
  }
}
