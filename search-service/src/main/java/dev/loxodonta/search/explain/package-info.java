/**
 * Why a memory is where it is in the answer of a search, or why it is not there. {@link
 * dev.loxodonta.search.explain.HitExplainer} asks the database what keeps the memory away, scores
 * it by the same search narrowed to it alone, and looks for its place among the best 1,000; {@link
 * dev.loxodonta.search.explain.ScoreLegs} takes a score apart. For people: a few round trips for
 * each explanation. Thread-safe, never blocks.
 */
@NullMarked
package dev.loxodonta.search.explain;

import org.jspecify.annotations.NullMarked;
