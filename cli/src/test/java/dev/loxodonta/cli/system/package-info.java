/**
 * Tests of the whole, through real gRPC on real servers. {@link
 * dev.loxodonta.cli.system.SharedCluster} is one standalone cluster, with a replica behind each
 * primary, for all of them in a JVM; tests that kill a JVM or need services as processes start
 * their own. A test leaves the shared cluster as it found it, but for its own projects.
 */
@NullMarked
package dev.loxodonta.cli.system;

import org.jspecify.annotations.NullMarked;
