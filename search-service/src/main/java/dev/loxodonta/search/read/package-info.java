/**
 * How statements reach a shard: {@link dev.loxodonta.search.read.SlotReader} runs one on a node
 * that is fresh enough and sees from its answer when the map was old; {@link
 * dev.loxodonta.search.read.GroupReader} makes one of those that a search in several projects sends
 * to one shard. What comes back is a {@link dev.loxodonta.search.read.Reading}.
 */
@NullMarked
package dev.loxodonta.search.read;

import org.jspecify.annotations.NullMarked;
