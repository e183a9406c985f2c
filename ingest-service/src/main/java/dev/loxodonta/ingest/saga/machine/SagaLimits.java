package dev.loxodonta.ingest.saga.machine;

/**
 * How often a step is tried.
 *
 * @param maxAttempts tries of a step before the saga is dead, at least 1
 * @param cacheAttempts tries of a cache before it is left out, at least 1
 */
public record SagaLimits(int maxAttempts, int cacheAttempts) {}
