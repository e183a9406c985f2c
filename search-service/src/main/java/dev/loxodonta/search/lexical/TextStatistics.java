package dev.loxodonta.search.lexical;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is known about the words of one project.
 *
 * @param rows how many memories it has
 * @param meanLength how many different words a memory has on the average
 * @param frequencies the share of memories that hold a lexeme, for the most frequent lexemes; empty
 *     where they must be counted
 * @param least the least of these shares
 */
public record TextStatistics(
    double rows, double meanLength, Map<String, Float> frequencies, double least) {

  /** Copies the map. */
  public TextStatistics {
    frequencies = Map.copyOf(frequencies);
  }

  /** Returns statistics without frequencies. */
  static TextStatistics ofLengths(double rows, double meanLength) {
    return new TextStatistics(rows, meanLength, Map.of(), 0);
  }

  static TextStatistics of(
      double rows, double meanLength, List<String> lexemes, List<Float> frequencies) {
    Map<String, Float> table =
        IntStream.range(0, lexemes.size())
            .boxed()
            .collect(Collectors.toMap(lexemes::get, frequencies::get));
    double least = frequencies.stream().mapToDouble(f -> f).min().orElse(0);
    return new TextStatistics(rows, meanLength, table, least);
  }

  /**
   * Returns how many memories hold a lexeme; absent where that must be counted. A lexeme that is
   * not among the frequent ones is taken for half as frequent as the last of these.
   */
  OptionalDouble documentFrequency(String lexeme) {
    if (frequencies.isEmpty()) {
      return OptionalDouble.empty();
    }
    Float share = frequencies.get(lexeme);
    return OptionalDouble.of(share == null ? least * rows / 2 : Math.rint(share * rows));
  }
}
