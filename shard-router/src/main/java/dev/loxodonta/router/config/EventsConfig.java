package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * The months of {@code episodic_events}: when they are made, taken out and dropped.
 *
 * @param period how long the leader waits between two rounds over all shards. Default 1 h
 * @param monthsAhead for how many months after the current one there is a partition, 1 to 24.
 *     Default 3
 * @param archiveAfter how long after its end a month is moved to the schema {@code archive}, where
 *     the services do not see it. Absent: never
 * @param dropAfter how long after its end a month is dropped for good. Absent: never
 */
@ConfigurationProperties("loxodonta.events")
public record EventsConfig(
    @Bindable(defaultValue = "1h") Duration period,
    @Min(1) @Max(24) @Bindable(defaultValue = "3") int monthsAhead,
    Optional<Duration> archiveAfter,
    Optional<Duration> dropAfter) {}
