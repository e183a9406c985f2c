package dev.loxodonta.ingest;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How the service groups its writes.
 *
 * @param streamBatch items of a stream that are written in one transaction at most, 1 to 512.
 *     Default 256
 * @param loadBufferBytes bytes of a load that are sent to PostgreSQL at once, 64 KiB to 8 MiB.
 *     Default 1 MiB
 * @param loadIdle how long a load may stay silent before it is undone. Default 60 s
 * @param flushInterval how often counters (rows of projects, accesses) are written. Default 1 s,
 *     safe from 100 ms to 60 s
 */
@ConfigurationProperties("loxodonta.ingest")
public record IngestConfig(
    @Min(1) @Max(512) @Bindable(defaultValue = "256") int streamBatch,
    @Min(65_536) @Max(8_388_608) @Bindable(defaultValue = "1048576") int loadBufferBytes,
    @Bindable(defaultValue = "60s") Duration loadIdle,
    @Bindable(defaultValue = "1s") Duration flushInterval) {}
