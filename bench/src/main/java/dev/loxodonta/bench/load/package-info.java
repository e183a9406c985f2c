/**
 * Load, and how fast it was answered. {@link dev.loxodonta.bench.load.GrpcLoad} sends searches to
 * the service, {@link dev.loxodonta.bench.load.Pgbench} runs the same work as plain SQL, {@link
 * dev.loxodonta.bench.load.Contest} lets both take turns on the same machine. Used by one thread.
 */
@NullMarked
package dev.loxodonta.bench.load;

import org.jspecify.annotations.NullMarked;
