package dev.loxodonta.search.lexical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Puts the lexemes of a query together from those of its pieces. For one query and one thread. */
final class LexemeCollector {

  private final Map<String, TokenLexemes> known;
  private final Set<String> words = new LinkedHashSet<>();
  private final Set<String> phrased = new LinkedHashSet<>();
  private final Set<Neighbours> neighbours = new LinkedHashSet<>();

  LexemeCollector(Map<String, TokenLexemes> known) {
    this.known = known;
  }

  LexemeCollector addWords(List<String> tokens) {
    add(tokens, words);
    return this;
  }

  LexemeCollector addPhrase(List<String> tokens) {
    add(tokens, phrased);
    return this;
  }

  QueryLexemes build() {
    phrased.removeAll(words);
    return new QueryLexemes(List.copyOf(words), List.copyOf(phrased), List.copyOf(neighbours));
  }

  private void add(List<String> tokens, Set<String> into) {
    List<TokenLexemes.Entry> entries = new ArrayList<>();
    int before = 0;
    for (String token : tokens) {
      TokenLexemes lexemes = Objects.requireNonNull(known.get(token));
      for (TokenLexemes.Entry e : lexemes.entries()) {
        entries.add(new TokenLexemes.Entry(e.lexeme(), before + e.position()));
        into.add(e.lexeme());
      }
      before += lexemes.span();
    }
    pair(entries);
  }

  private void pair(List<TokenLexemes.Entry> entries) {
    entries.sort(Comparator.comparingInt(TokenLexemes.Entry::position));
    for (int i = 1; i < entries.size(); i++) {
      TokenLexemes.Entry first = entries.get(i - 1);
      TokenLexemes.Entry second = entries.get(i);
      int distance = second.position() - first.position();
      if (distance >= 1
          && distance <= Neighbours.MAX_DISTANCE
          && !first.lexeme().equals(second.lexeme())) {
        neighbours.add(new Neighbours(first.lexeme(), second.lexeme(), distance));
      }
    }
  }
}
