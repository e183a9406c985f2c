/**
 * A cluster to measure, as a child process, and what the operating system says about it. The entry
 * type is {@link dev.loxodonta.bench.cluster.BenchCluster}; whoever starts it closes it. The
 * child's main class is {@link dev.loxodonta.bench.cluster.ClusterProcess}, which answers a few
 * words on its standard input. Used by one thread.
 */
@NullMarked
package dev.loxodonta.bench.cluster;

import org.jspecify.annotations.NullMarked;
