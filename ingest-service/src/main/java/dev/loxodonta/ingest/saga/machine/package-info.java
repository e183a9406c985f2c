/**
 * What a saga does next, and what an outcome makes of it: a state machine without I/O, clock or
 * threads. {@link dev.loxodonta.ingest.saga.machine.SagaMachine} is all of it, over the immutable
 * {@link dev.loxodonta.ingest.saga.machine.SagaLog}. When steps run, by whom and where they are
 * kept is the business of its callers.
 */
@NullMarked
package dev.loxodonta.ingest.saga.machine;

import org.jspecify.annotations.NullMarked;
