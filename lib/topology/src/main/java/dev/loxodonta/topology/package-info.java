/**
 * Where a project lives: the slot that its id hashes to, the map from slots to shards and nodes
 * that is watched from the router, and the choice of a node for a read or a write. The entry types
 * are {@link dev.loxodonta.topology.SlotHash}, {@link dev.loxodonta.topology.ShardMap} and {@link
 * dev.loxodonta.topology.TopologyClient}. Everything here is immutable or confined to one thread;
 * nothing here talks to PostgreSQL.
 */
@NullMarked
package dev.loxodonta.topology;

import org.jspecify.annotations.NullMarked;
