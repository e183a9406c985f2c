/**
 * Work that comes round again and again while the service runs: {@link
 * dev.loxodonta.ingest.round.Rounds} begins and ends it with the service, one round at a time.
 */
@NullMarked
package dev.loxodonta.ingest.round;

import org.jspecify.annotations.NullMarked;
