package dev.loxodonta.ingest.consolidation;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * How events are consolidated, and whether that is done by itself in quiet hours.
 *
 * @param scheduled whether projects are consolidated by themselves. Default {@code false}
 * @param fromHour the first hour of the day in which that begins, 0 to 23. Default 2
 * @param toHour the hour in which it begins no more, 0 to 23; equal to {@code fromHour}: at any
 *     time; below it: over midnight. Default 5
 * @param timeZone the zone of the hours, as {@code Europe/Berlin}. Default {@code UTC}
 * @param period how often projects with new events are looked for. Default 5 m
 * @param pause how long after a run of a project the next scheduled one is due. Default 12 h
 * @param maxGap how far apart in time two events may be that belong together, where the request
 *     does not say. Default 1 h
 * @param minSimilarity how similar they must be: cosine, 0 to 1, where the request does not say.
 *     Default 0.7
 * @param minClusterSize how many events a cluster must have, 2 to 10,000, where the request does
 *     not say. Default 3
 * @param batchEvents events that are consolidated in one transaction at most, 10 to 50,000; fewer
 *     where vectors have more than 1,000 dimensions. Default 10,000
 * @param lease for how long a run holds its project after its last batch, should it be killed;
 *     longer than a batch takes. Default 1 m
 */
@ConfigurationProperties("loxodonta.consolidation")
public record ConsolidationConfig(
    @Bindable(defaultValue = "false") boolean scheduled,
    @Min(0) @Max(23) @Bindable(defaultValue = "2") int fromHour,
    @Min(0) @Max(23) @Bindable(defaultValue = "5") int toHour,
    @NotBlank @Bindable(defaultValue = "UTC") String timeZone,
    @Bindable(defaultValue = "5m") Duration period,
    @Bindable(defaultValue = "12h") Duration pause,
    @Bindable(defaultValue = "1h") Duration maxGap,
    @DecimalMin("0") @DecimalMax("1") @Bindable(defaultValue = "0.7") double minSimilarity,
    @Min(2) @Max(10_000) @Bindable(defaultValue = "3") int minClusterSize,
    @Min(10) @Max(50_000) @Bindable(defaultValue = "10000") int batchEvents,
    @Bindable(defaultValue = "1m") Duration lease) {}
