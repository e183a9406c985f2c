/**
 * The maintenance service: long works on a whole project. {@link
 * dev.loxodonta.ingest.maintenance.MaintenanceEndpoint} hands each call to the class of its method.
 * What changes indexes or the map is done by the router, to which such a call is passed on.
 * Thread-safe.
 */
@NullMarked
package dev.loxodonta.ingest.maintenance;

import org.jspecify.annotations.NullMarked;
