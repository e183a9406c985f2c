package dev.loxodonta.router.config;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * One PostgreSQL server of a shard; which one is the primary is asked, not configured.
 *
 * @param name unique in the cluster, as {@code shard-1-replica-1}; a node is known by it, so that it
 *     may get another address
 * @param host host name or address, as services reach it
 * @param port TCP port, 1 to 65535
 */
@Introspected
public record NodeEntry(
    @NotBlank String name, @NotBlank String host, @Min(1) @Max(65_535) int port) {}
