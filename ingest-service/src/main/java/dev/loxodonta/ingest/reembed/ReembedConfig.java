package dev.loxodonta.ingest.reembed;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How the service makes vectors for projects that get another model.
 *
 * @param interval how often it looks for such rows when there were none; the switch to the new
 *     vectors waits for it. Default 200 ms
 * @param batch rows that are taken at once, 1 to 1,000. Default 64
 * @param lease after what time another process may take them, longer than the model takes for a
 *     batch. Default 2 m
 * @param maxPause the longest pause before a row that failed is tried again; pauses begin at half a
 *     second and double. Default 30 s
 */
@ConfigurationProperties("loxodonta.ingest.reembed")
public record ReembedConfig(
    @Bindable(defaultValue = "200ms") Duration interval,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "64") int batch,
    @Bindable(defaultValue = "2m") Duration lease,
    @Bindable(defaultValue = "30s") Duration maxPause) {}
