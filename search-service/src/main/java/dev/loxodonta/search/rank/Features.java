package dev.loxodonta.search.rank;

import java.util.UUID;

/**
 * What is known about one candidate, enough for every formula.
 *
 * @param id the memory
 * @param similarity the vectors' similarity in the project's metric; NaN when the memory has no
 *     vector or the search had none
 * @param text the lexical score by the ranking's measure, from 0; NaN when the search had no text
 * @param ageDays the memory's age in days, from 0
 * @param memoryType the memory's type
 * @param semanticRank its place in the list of the nearest, from 1; 0 when it is not in it
 * @param textRank its place in the list of the best texts, from 1; 0 when it is not in it
 */
public record Features(
    UUID id,
    double similarity,
    double text,
    double ageDays,
    String memoryType,
    int semanticRank,
    int textRank) {

  /** Returns the similarity as it counts in a sum: 0 when there is none. */
  public double similarityOrZero() {
    return Double.isNaN(similarity) ? 0 : similarity;
  }

  /** Returns the lexical score as it counts in a sum: 0 when there is none. */
  double textOrZero() {
    return Double.isNaN(text) ? 0 : text;
  }
}
