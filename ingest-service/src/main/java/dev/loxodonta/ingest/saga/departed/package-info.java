/**
 * Cleans other stores of projects that were deleted. The router leaves a row in {@code
 * departed_projects} when it has removed a project that had entities; {@link
 * dev.loxodonta.ingest.saga.departed.DepartureWorker} leases such rows, and {@code StoreSweep}
 * removes from each store what it holds of the project. A store that is away delays only that: the
 * row stays, and is tried again after growing pauses, by any process, through any number of kills.
 * Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.saga.departed;

import org.jspecify.annotations.NullMarked;
