/**
 * The stores that entities are brought to. {@link
 * dev.loxodonta.ingest.saga.participant.SagaParticipant} is what a store has to be able to do; a
 * new one is one class that implements it, as a bean. {@link
 * dev.loxodonta.ingest.saga.participant.Participants} are those that this process has, in order.
 * Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.saga.participant;

import org.jspecify.annotations.NullMarked;
