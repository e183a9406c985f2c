/** What the integration tests of this module stand on: a shard, a map of it, a running service. */
@NullMarked
package dev.loxodonta.ingest.testing;

import org.jspecify.annotations.NullMarked;
