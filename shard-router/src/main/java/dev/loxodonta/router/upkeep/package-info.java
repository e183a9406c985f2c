/**
 * Keeps indexes in shape while they are searched and written to. {@link
 * dev.loxodonta.router.upkeep.IndexUpkeep} is the duty that looks for what is worn or outgrown, one
 * slot of a shard at a time; {@link dev.loxodonta.router.upkeep.RebuildIndexes} is the operation
 * that mends a slot, which {@link dev.loxodonta.router.upkeep.RebuildStart} starts on request.
 * {@link dev.loxodonta.router.upkeep.Wear} decides by numbers that PostgreSQL counts anyway. How an
 * index is built is said in {@code index}, what the indexes are in {@code slot}.
 */
@NullMarked
package dev.loxodonta.router.upkeep;

import org.jspecify.annotations.NullMarked;
