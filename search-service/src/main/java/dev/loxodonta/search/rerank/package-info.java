/**
 * Re-ranking by models outside of the service. A {@link dev.loxodonta.search.rerank.Reranker}, made
 * for each {@link dev.loxodonta.search.rerank.RerankerConfig}, sends a question and texts to an
 * HTTP endpoint in the form of its {@link dev.loxodonta.search.rerank.RerankerKind} and reads the
 * scores that come back; it rests after failures. {@link dev.loxodonta.search.rerank.Rerankers}
 * finds one by its name and turns every failure into a {@link
 * dev.loxodonta.search.rerank.Reranking} that says why the order at hand stays. Thread-safe, never
 * blocks; results are signalled on the HTTP client's threads.
 */
@NullMarked
package dev.loxodonta.search.rerank;

import org.jspecify.annotations.NullMarked;
