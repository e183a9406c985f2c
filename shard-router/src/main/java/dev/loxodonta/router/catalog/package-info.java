/**
 * The router's memory: a small PostgreSQL database with the cluster's shards, nodes, slots,
 * projects and operations, its migrations, and the notifications by which routers learn of each
 * other's changes. The entry types are {@link dev.loxodonta.router.catalog.CatalogDatabase} and
 * {@link dev.loxodonta.router.catalog.CatalogFeed}. Everything here is thread-safe and blocks.
 * Nothing here talks to a shard.
 */
@NullMarked
package dev.loxodonta.router.catalog;

import org.jspecify.annotations.NullMarked;
