package dev.loxodonta.search.passage;

/**
 * How good a chunk is.
 *
 * @param score what chunks are ordered by, higher is better
 * @param similarity the similarity of the vectors; NaN where that was not measured
 * @param text the lexical score in [0, 1); NaN where that was not measured
 * @param reranked the score of the model that re-ranked it, which comes before {@code score}; NaN
 *     where it was not re-ranked
 */
public record ChunkScore(double score, double similarity, double text, double reranked) {

  /** Returns the same with the score of a model that re-ranked it. */
  public ChunkScore rerankedTo(double value) {
    return new ChunkScore(score, similarity, text, value);
  }
}
