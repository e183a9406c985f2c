/**
 * The demonstration: a reverse dictionary of WordNet glosses, which takes a description and gives
 * the word. {@link dev.loxodonta.cli.demo.Demo} loads it through gRPC as any client would, waits
 * for its index and searches it. A small second project with an agent's notes lies on another
 * shard. Nothing here is needed to run a cluster.
 */
@NullMarked
package dev.loxodonta.cli.demo;

import org.jspecify.annotations.NullMarked;
