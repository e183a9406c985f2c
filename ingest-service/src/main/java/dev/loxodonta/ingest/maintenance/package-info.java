/**
 * Work on whole projects. {@link dev.loxodonta.ingest.maintenance.MaintenanceEndpoint} is the gRPC
 * service and hands each call to the class of its method: those of export and import are in the
 * package {@code carry}. What changes indexes or the map is done by the router, to which such a
 * call is passed on. Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.maintenance;

import org.jspecify.annotations.NullMarked;
