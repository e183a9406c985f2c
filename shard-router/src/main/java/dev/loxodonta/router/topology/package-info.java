/**
 * The map as this router gives it out. {@link dev.loxodonta.router.topology.MapBoard} holds the
 * newest one, read from the catalog and completed with the health of the nodes; {@link
 * dev.loxodonta.router.topology.TopologyEndpoint} answers with it and streams its changes. Each
 * watcher has a thread and a mailbox of one, so that a slow one holds up nobody. Nothing here
 * changes the map.
 */
@NullMarked
package dev.loxodonta.router.topology;

import org.jspecify.annotations.NullMarked;
