package dev.loxodonta.search.scatter;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How the projects of a SearchProjects are searched.
 *
 * @param perShard how many statements of one shard a call runs side by side, 1 to 64; more than a
 *     node has connections only makes others wait. Default 8
 * @param perStatement how many projects of one shard are searched by one statement, one after the
 *     other, 1 to 64: more of them take less of the processors together, fewer end sooner where a
 *     node has processors to spare. Default 8
 */
@ConfigurationProperties("loxodonta.search.scatter")
public record ScatterConfig(
    @Min(1) @Max(64) @Bindable(defaultValue = "8") int perShard,
    @Min(1) @Max(64) @Bindable(defaultValue = "8") int perStatement) {}
