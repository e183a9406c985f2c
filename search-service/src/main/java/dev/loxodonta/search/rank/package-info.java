/**
 * How candidates are ordered. A {@link dev.loxodonta.search.rank.Ranking} gives a score to the
 * {@link dev.loxodonta.search.rank.Features} of one memory and says how high the score of a memory
 * that was not looked at can be; {@link dev.loxodonta.search.rank.TopK} orders by it. All of it is
 * pure and immutable, knows neither database nor gRPC, and may be used by any thread. How features
 * are fetched stands in {@code dev.loxodonta.search.select}.
 */
@NullMarked
package dev.loxodonta.search.rank;

import org.jspecify.annotations.NullMarked;
