package dev.loxodonta.search.query;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Takes a text in web-search syntax apart: {@code "a phrase"} must occur, {@code -word} and {@code
 * -"a phrase"} must not, {@code OR} beside a phrase makes it optional; of the other words any may
 * occur, so OR between them changes nothing. Nothing is a syntax error: a quote without its partner
 * is a blank, a lone minus is nothing. For one text and one thread.
 */
public final class QueryTextParser {

  private enum Kind {
    WORD,
    PHRASE,
    OR
  }

  private record Token(Kind kind, String text, boolean excluded) {}

  private final String text;
  private int at;

  private QueryTextParser(String text) {
    this.text = text;
  }

  /** Returns the parts of a text. */
  public static QueryText parse(String text) {
    return assemble(text, new QueryTextParser(text).tokens());
  }

  private static QueryText assemble(String text, List<Token> tokens) {
    StringJoiner words = new StringJoiner(" ");
    List<String> alternatives = new ArrayList<>();
    List<String> required = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.excluded()) {
        excluded.add(token.text());
      } else if (token.kind() == Kind.WORD) {
        words.add(token.text());
      } else if (token.kind() == Kind.PHRASE) {
        (isBesideOr(tokens, i) ? alternatives : required).add(token.text());
      }
    }
    return new QueryText(text, words.toString(), alternatives, required, excluded);
  }

  private static boolean isBesideOr(List<Token> tokens, int i) {
    boolean afterOr = i >= 2 && tokens.get(i - 1).kind() == Kind.OR;
    boolean beforeOr = i + 2 < tokens.size() && tokens.get(i + 1).kind() == Kind.OR;
    return afterOr || beforeOr;
  }

  private List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    while (at < text.length()) {
      if (isBlank(text.charAt(at)) || (text.charAt(at) == '"' && closing() < 0)) {
        at++;
      } else {
        Token token = next();
        if (!token.text().isBlank()) {
          tokens.add(token);
        }
      }
    }
    return tokens;
  }

  private Token next() {
    boolean excluded = text.charAt(at) == '-';
    if (excluded) {
      at++;
    }
    boolean quoted = at < text.length() && text.charAt(at) == '"' && closing() >= 0;
    return quoted ? phrase(excluded) : word(excluded);
  }

  private Token phrase(boolean excluded) {
    int end = closing();
    String phrase = text.substring(at + 1, end).strip();
    at = end + 1;
    return new Token(Kind.PHRASE, phrase, excluded);
  }

  private Token word(boolean excluded) {
    int start = at;
    while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '"') {
      at++;
    }
    String word = text.substring(start, at);
    boolean or = !excluded && word.equalsIgnoreCase("or");
    return new Token(or ? Kind.OR : Kind.WORD, word, excluded);
  }

  /** Returns where the quote that opens here ends, or -1. */
  private int closing() {
    return text.indexOf('"', at + 1);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
