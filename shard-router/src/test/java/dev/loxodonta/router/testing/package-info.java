/**
 * A cluster of real PostgreSQL servers with routers in this process, for the tests of the router.
 * {@link dev.loxodonta.router.testing.TestCluster} is the entry type. What starts it closes it.
 */
@NullMarked
package dev.loxodonta.router.testing;

import org.jspecify.annotations.NullMarked;
