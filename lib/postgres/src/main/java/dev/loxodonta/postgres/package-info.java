/**
 * Talking to the PostgreSQL servers of a shard: a pool per node, the binary codec of {@code
 * halfvec}, reads that pick a fresh node and go on to the next when one is gone, writes behind the
 * slot's fence, the table of SQLSTATEs, the schema and its migrations. The entry types are {@link
 * dev.loxodonta.postgres.ShardReader}, {@link dev.loxodonta.postgres.ShardWriter} and {@link
 * dev.loxodonta.postgres.ProjectDirectory}. No SQL about memories stands here; the services own it.
 */
@NullMarked
package dev.loxodonta.postgres;

import org.jspecify.annotations.NullMarked;
