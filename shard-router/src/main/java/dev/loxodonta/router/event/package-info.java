/**
 * The months of {@code episodic_events} on every shard. The leader makes partitions ahead, moves
 * old ones out of the table into the schema {@code archive}, and drops what is older still, each
 * month as a whole. The entry type is {@link dev.loxodonta.router.event.EventMonthsDuty}; {@link
 * dev.loxodonta.router.event.EventMonths} has the steps on one shard. Every step may be cut off and
 * repeated.
 */
@NullMarked
package dev.loxodonta.router.event;

import org.jspecify.annotations.NullMarked;
