package dev.loxodonta.search.lexical;

/** Writes lexemes as PostgreSQL reads them. */
final class Lexemes {

  private Lexemes() {}

  /** Returns a lexeme as a {@code tsquery}, quoted. */
  static String quoted(String lexeme) {
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
