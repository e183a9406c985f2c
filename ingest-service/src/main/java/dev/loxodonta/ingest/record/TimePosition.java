package dev.loxodonta.ingest.record;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list that goes by time: that of its last record so far.
 *
 * @param time its time
 * @param id its id
 */
public record TimePosition(Instant time, UUID id) {}
