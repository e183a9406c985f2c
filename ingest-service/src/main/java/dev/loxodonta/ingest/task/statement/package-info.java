/**
 * The statements on tasks, one class each: its SQL, its parameters and its row mapper. Writes run
 * in the transaction of a {@link dev.loxodonta.postgres.WriteSession}, behind its fence and with
 * the tenant set; reads set the tenant themselves and bring the slot's epoch along. Tasks carry no
 * slot. Stateless; one round trip each.
 */
@NullMarked
package dev.loxodonta.ingest.task.statement;

import org.jspecify.annotations.NullMarked;
