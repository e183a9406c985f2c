/**
 * MaintenanceService: long works on a project's records. {@link
 * dev.loxodonta.ingest.maintenance.MaintenanceEndpoint} hands each call to the class of its method;
 * what takes long is an operation of the router, which these classes check and pass on.
 * Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.maintenance;

import org.jspecify.annotations.NullMarked;
