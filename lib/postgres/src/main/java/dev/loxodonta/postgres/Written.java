package dev.loxodonta.postgres;

import dev.loxodonta.topology.WriteToken;

/**
 * What a committed write brought.
 *
 * @param value the write's own answer
 * @param token shard and log position, for reads that must see it
 */
public record Written<T>(T value, WriteToken token) {}
