/**
 * Runs real PostgreSQL servers as child processes, for {@code loxo standalone} and for tests.
 *
 * <p>{@link dev.loxodonta.localpostgres.LocalPrimary#start} starts a primary, which starts its
 * streaming replicas; {@link dev.loxodonta.localpostgres.LocalPostgres#shared} is one such server
 * for all tests of a JVM. A server listens on 127.0.0.1 only, asks for a password, and never
 * outlives this JVM, even when that is killed with SIGKILL. All public types may be used by any
 * thread; calls that start or stop a server block until it is done. Whole clusters (shards with
 * replicas) are in the package {@code cluster}; where the programs come from is in {@code
 * binaries}.
 */
@NullMarked
package dev.loxodonta.localpostgres;

import org.jspecify.annotations.NullMarked;
