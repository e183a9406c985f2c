package dev.loxodonta.search.lexical;

import java.util.List;

/**
 * The lexemes of a query.
 *
 * @param words those of its plain words, each once, in the order of the text
 * @param phrased further ones, that only stand in phrases which a memory may or must hold
 * @param neighbours those that stand near to each other, each pair once
 */
public record QueryLexemes(List<String> words, List<String> phrased, List<Neighbours> neighbours) {

  /** Copies the lists. */
  public QueryLexemes {
    words = List.copyOf(words);
    phrased = List.copyOf(phrased);
    neighbours = List.copyOf(neighbours);
  }
}
