/**
 * From nothing to a working cluster, again at every start: the catalog, the registration of what
 * the configuration names, and on each shard the database, the roles, the schema and the
 * partitions. The entry type is {@link dev.loxodonta.router.bootstrap.RouterLifecycle}. All of it
 * may run twice and by several routers at once. Nothing here is done while the cluster runs.
 */
@NullMarked
package dev.loxodonta.router.bootstrap;

import org.jspecify.annotations.NullMarked;
