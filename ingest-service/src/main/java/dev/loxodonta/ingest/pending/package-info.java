/**
 * Vectors that are made after their memory was committed. {@link
 * dev.loxodonta.ingest.pending.PendingWorker} looks on every shard for memories that wait, leases
 * some of one project at a time, embeds them and writes the vectors behind the fence and under row
 * security; {@link dev.loxodonta.ingest.pending.PendingGauges} shows how many wait. Any number of
 * processes may do so at once; what one takes and does not finish is due again when its lease ends.
 * A class per SQL statement. Nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.pending;

import org.jspecify.annotations.NullMarked;
