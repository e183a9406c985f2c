package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * When rows that nobody sees any more are removed.
 *
 * @param period how long the leader waits between two rounds over all slots. Default 1 m
 * @param expiredAfter how long after its {@code expires_at} a memory is removed; it is invisible
 *     from {@code expires_at} on. Default 1 h
 * @param answersAfter how long the answer of a write is kept for a retry with the same request id.
 *     Default 24 h
 * @param batchRows rows that are removed per transaction, 1 to 100,000. Default 1,000
 */
@ConfigurationProperties("loxodonta.purge")
public record PurgeConfig(
    @Bindable(defaultValue = "1m") Duration period,
    @Bindable(defaultValue = "1h") Duration expiredAfter,
    @Bindable(defaultValue = "24h") Duration answersAfter,
    @Min(1) @Max(100_000) @Bindable(defaultValue = "1000") int batchRows) {}
