package dev.loxodonta.search.batch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How the searches of a BatchSearch are run.
 *
 * @param atOnce how many searches of one call run side by side, 1 to 64; more than a node has
 *     connections only makes others wait. Default 8
 */
@ConfigurationProperties("loxodonta.search.batch")
public record BatchConfig(@Min(1) @Max(64) @Bindable(defaultValue = "8") int atOnce) {}
