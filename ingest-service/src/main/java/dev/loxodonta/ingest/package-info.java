/**
 * The service that writes. {@link dev.loxodonta.ingest.IngestService} is its process; what it can
 * do is in the sub-packages, one per gRPC service: {@code memory} for memories. It keeps no state
 * of its own: everything lives on the shards, so any number of these processes may run. Handlers
 * run on transport threads and never block.
 */
@NullMarked
package dev.loxodonta.ingest;

import org.jspecify.annotations.NullMarked;
