/**
 * The statements on memories, one class each: its SQL, its parameters and its row mapper. All of
 * them name the slot as a literal, so that planning prunes to one partition; it comes from the map
 * and never from a caller. Writes run in the transaction of a {@link
 * dev.loxodonta.postgres.WriteSession}, behind its fence and with the tenant set; reads set the
 * tenant themselves and bring the slot's epoch along. Stateless; one round trip each unless it says
 * otherwise.
 */
@NullMarked
package dev.loxodonta.ingest.memory.statement;

import org.jspecify.annotations.NullMarked;
