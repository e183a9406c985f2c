/**
 * A search whose hits are chosen from more than k: pages, hits that differ, groups, a least
 * similarity, and the order of an outside model. {@link dev.loxodonta.search.shape.ShapedSearch}
 * asks {@code dev.loxodonta.search.recall.WatchedSearch} for as many hits as the choice needs, lets
 * {@link dev.loxodonta.search.shape.HitChooser} choose, and asks for more while these do not
 * suffice. A plain search goes through untouched. Thread-safe, never blocks.
 */
@NullMarked
package dev.loxodonta.search.shape;

import org.jspecify.annotations.NullMarked;
