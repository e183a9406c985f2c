package dev.loxodonta.search.recall;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;

/**
 * How the service watches what its approximate searches miss.
 *
 * @param target the share of the true best that searches shall find on average, 0.5 to 1; where
 *     sampling finds less the service looks harder. Default 0.95
 * @param sampleRate which share of the approximate searches is run once more with every vector
 *     compared, one at a time and after the answer was given, 0 to 1. Default 0.001
 * @param maxShare how much of the time these comparisons may take together, whatever the rate:
 *     after one that took 100 ms there is none for 9.9 s at 0.01. 0.0001 to 1. Default 0.01
 */
@ConfigurationProperties("loxodonta.search.recall")
public record RecallConfig(
    @DecimalMin("0.5") @DecimalMax("1") @Bindable(defaultValue = "0.95") double target,
    @DecimalMin("0") @DecimalMax("1") @Bindable(defaultValue = "0.001") double sampleRate,
    @DecimalMin("0.0001") @DecimalMax("1") @Bindable(defaultValue = "0.01") double maxShare) {}
