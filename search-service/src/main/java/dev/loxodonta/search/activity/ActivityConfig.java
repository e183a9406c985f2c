package dev.loxodonta.search.activity;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the searches of projects are counted.
 *
 * @param period how often the counts are written, a row for each project that was searched since.
 *     Default 30 s
 */
@ConfigurationProperties("loxodonta.search.activity")
public record ActivityConfig(@Bindable(defaultValue = "30s") Duration period) {}
