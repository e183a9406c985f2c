/**
 * A whole cluster of local servers under one folder: shards, each a primary with its replicas.
 *
 * <p>{@link dev.loxodonta.localpostgres.cluster.PostgresCluster#start} makes it, or brings up again
 * what an earlier run, also a crashed one, left in the folder. What a shard's primary is follows
 * from its data directories, so that a failover which happened meanwhile is kept. Everything may be
 * used by any thread. What is in the databases (roles, schemas) is not the business of this
 * package.
 */
@NullMarked
package dev.loxodonta.localpostgres.cluster;

import org.jspecify.annotations.NullMarked;
