package dev.loxodonta.search.passage;

/**
 * How good a chunk is.
 *
 * @param score what chunks are ordered by, higher is better
 * @param similarity the similarity of the vectors; NaN where that was not measured
 * @param text the lexical score in [0, 1); NaN where that was not measured
 */
public record ChunkScore(double score, double similarity, double text) {}
