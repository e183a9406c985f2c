package dev.loxodonta.search.rank;

/** What measures how well a memory's words fit the query's. */
public enum LexicalMeasure {
  /** BM25 with the project's own word counts, from 0, without an upper end. */
  BM25,
  /** PostgreSQL's {@code ts_rank} with its default weights, from 0 to 1. */
  TS_RANK
}
