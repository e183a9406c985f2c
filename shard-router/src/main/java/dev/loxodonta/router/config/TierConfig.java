package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When the router changes the tier of a project with a slot of its own by itself, unless the tier
 * was set by hand. Off by default.
 *
 * @param warmAfter a project that was not searched for so long becomes warm; 0: never. Default 0
 * @param coldAfter a project that was not searched for so long becomes cold; 0: never. Default 0.
 *     One that is searched again becomes hot at the next look
 * @param checkPeriod how often the router looks. Default 1 m
 * @param prewarm whether the indexes of a project that becomes hot again are read into memory,
 *     where the servers have pg_prewarm. Default {@code false}
 */
@ConfigurationProperties("loxodonta.tiers")
public record TierConfig(
    @Bindable(defaultValue = "0s") Duration warmAfter,
    @Bindable(defaultValue = "0s") Duration coldAfter,
    @Bindable(defaultValue = "1m") Duration checkPeriod,
    @Bindable(defaultValue = "false") boolean prewarm) {

  /** Returns whether any project's tier is to follow its searches. */
  public boolean isEnabled() {
    return warmAfter.isPositive() || coldAfter.isPositive();
  }
}
