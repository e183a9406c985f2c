package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.ingest.saga.participant.Tenant;
import java.util.UUID;

/**
 * A deleted project that this process has leased.
 *
 * @param tenant the project as stores knew it
 * @param lease the lease
 * @param settled whether no call to a store that began before the deletion can be under way
 */
record Departure(Tenant tenant, UUID lease, boolean settled) {}
