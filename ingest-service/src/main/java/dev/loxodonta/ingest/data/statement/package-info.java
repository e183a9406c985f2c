/**
 * The statements on structured data, one class each: its SQL, its parameters and its row mapper.
 * Writes run in the transaction of a {@link dev.loxodonta.postgres.WriteSession}, behind its fence
 * and with the tenant set; reads set the tenant themselves and bring the slot's epoch along. The
 * rows carry no slot. Stateless; one round trip each.
 */
@NullMarked
package dev.loxodonta.ingest.data.statement;

import org.jspecify.annotations.NullMarked;
