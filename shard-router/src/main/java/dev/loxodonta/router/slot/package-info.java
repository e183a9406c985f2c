/**
 * The tables of a slot that one project has to itself: its partitions and its indexes, made and
 * taken away. The entry types are {@link dev.loxodonta.router.slot.OwnSlotTables} and {@link
 * dev.loxodonta.router.slot.OwnSlotIndexes}. Every step may be run again. Stateless; a connection
 * belongs to one thread.
 */
@NullMarked
package dev.loxodonta.router.slot;

import org.jspecify.annotations.NullMarked;
