/**
 * Cleans other stores of projects that were deleted or have left a space. The router leaves a row
 * in {@code departed_projects} when it has removed a project that had entities, or given it another
 * model, dimensions or metric; {@link dev.loxodonta.ingest.saga.departed.DepartureWorker} leases
 * such rows, {@code StoreRenewal} brings the stores the entities with their new vectors, and {@code
 * StoreSweep} removes from each store what it holds of the project and should not. A store that is
 * away delays only that: the row stays, and is tried again after growing pauses, by any process,
 * through any number of kills. Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.saga.departed;

import org.jspecify.annotations.NullMarked;
