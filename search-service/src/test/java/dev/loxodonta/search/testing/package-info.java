/**
 * What the tests of searches stand on: a shard with the real schema on a PostgreSQL of this
 * machine, a router that only serves a map, the search service itself with its gRPC port, and data
 * from seeds. Tests share one {@link dev.loxodonta.search.testing.SearchStand} and take projects of
 * their own.
 */
@NullMarked
package dev.loxodonta.search.testing;

import org.jspecify.annotations.NullMarked;
