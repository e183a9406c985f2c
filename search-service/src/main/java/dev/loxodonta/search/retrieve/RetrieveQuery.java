package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.search.passage.Packing;
import dev.loxodonta.search.query.SearchQuery;

/**
 * A checked retrieval.
 *
 * @param source where to look
 * @param search what to look for; its filter counts for memories only, and of chunks its k are as
 *     many as are re-ranked
 * @param k how many chunks or memories are kept
 * @param documents which documents are looked at
 * @param packing how passages are made
 */
record RetrieveQuery(
    Source source, SearchQuery search, int k, CompiledDocumentFilter documents, Packing packing) {

  /** Where passages come from. */
  enum Source {
    /** The chunks of documents. */
    CHUNKS,
    /** The memories. */
    MEMORIES
  }
}
