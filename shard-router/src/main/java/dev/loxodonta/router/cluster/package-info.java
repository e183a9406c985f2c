/**
 * The cluster service: starts operations, shows them and lets them be watched. {@link
 * dev.loxodonta.router.cluster.ClusterEndpoint} is the entry type. A watcher has a thread of its
 * own. What the operations do is elsewhere.
 */
@NullMarked
package dev.loxodonta.router.cluster;

import org.jspecify.annotations.NullMarked;
