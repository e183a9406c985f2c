/**
 * The control plane: its main class and its settings. The router keeps the catalog of shards,
 * nodes, slots and projects, watches the nodes, gives out the map and moves projects; it is never
 * in the way of a read or a write. Sub-packages go from the catalog up: {@code jdbc}, {@code
 * catalog}, {@code health}, {@code topology}, {@code bootstrap}, {@code leader}, {@code project},
 * {@code operation}, {@code isolation}, {@code purge}. Everything blocks on JDBC and runs on
 * virtual threads. Nothing here is meant to be called by other modules but over gRPC.
 */
@NullMarked
package dev.loxodonta.router;

import org.jspecify.annotations.NullMarked;
