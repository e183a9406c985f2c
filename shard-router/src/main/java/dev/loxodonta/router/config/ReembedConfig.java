package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How a project gets vectors of another model. What has to do with copying, locking and building
 * indexes is set under {@code loxodonta.isolation}.
 *
 * @param grace how long the copy with the former vectors is kept after the switch, so that it can
 *     be rolled back. Default 1 h; it takes as much space as the project
 * @param maxHold how long the switch holds writes to have the last rows embedded; what is not ready
 *     then gets its vector after it. Default 500 ms, safe up to 1 s; zero: not at all
 * @param poll how often the progress is looked at while vectors are made. Default 500 ms
 */
@ConfigurationProperties("loxodonta.reembed")
public record ReembedConfig(
    @Bindable(defaultValue = "1h") Duration grace,
    @Bindable(defaultValue = "500ms") Duration maxHold,
    @Bindable(defaultValue = "500ms") Duration poll) {}
