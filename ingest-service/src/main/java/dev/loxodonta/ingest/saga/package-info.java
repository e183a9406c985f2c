/**
 * Brings writes of entities to other stores. {@link dev.loxodonta.ingest.saga.SagaWorker} leases
 * what is due on every shard, {@link dev.loxodonta.ingest.saga.SagaRunner} takes its steps: a call
 * to a store outside any transaction, then a short one of {@link
 * dev.loxodonta.ingest.saga.SagaRecorder} that notes what became of it, behind the fence. What is
 * next is decided in {@code saga.machine}. Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.saga;

import org.jspecify.annotations.NullMarked;
