package dev.loxodonta.search.scatter;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How the projects of a SearchProjects are searched.
 *
 * @param perShard how many projects of one shard a call searches side by side, 1 to 64; more than a
 *     node has connections only makes others wait. Default 8
 */
@ConfigurationProperties("loxodonta.search.scatter")
public record ScatterConfig(@Min(1) @Max(64) @Bindable(defaultValue = "8") int perShard) {}
