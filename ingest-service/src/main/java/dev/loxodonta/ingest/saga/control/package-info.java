/**
 * What operators see of sagas and do with them: {@link dev.loxodonta.ingest.saga.control.SagaList}
 * and {@link dev.loxodonta.ingest.saga.control.SagaControl}, in the contract's words by {@link
 * dev.loxodonta.ingest.saga.control.SagaMapper}. Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.saga.control;

import org.jspecify.annotations.NullMarked;
