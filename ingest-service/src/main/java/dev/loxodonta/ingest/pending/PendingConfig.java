package dev.loxodonta.ingest.pending;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How the service makes the vectors of memories and chunks that wait for them.
 *
 * @param interval how often it looks for such rows when there were none. Default 1 s
 * @param batch rows that are taken at once, 1 to 1,000. Default 64
 * @param lease after what time another process may take them, longer than the model takes for a
 *     batch. Default 2 m
 * @param maxPause the longest pause before a row that failed is tried again; pauses begin at 2 s
 *     and double. Default 5 m
 * @param countInterval how often the waiting rows are counted for metrics. Default 10 s
 */
@ConfigurationProperties("loxodonta.ingest.pending")
public record PendingConfig(
    @Bindable(defaultValue = "1s") Duration interval,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "64") int batch,
    @Bindable(defaultValue = "2m") Duration lease,
    @Bindable(defaultValue = "5m") Duration maxPause,
    @Bindable(defaultValue = "10s") Duration countInterval) {}
