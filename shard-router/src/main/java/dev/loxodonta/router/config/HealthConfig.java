package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the leading router watches the nodes.
 *
 * @param period time between two questions to a node. Default 500 ms, safe from 100 ms to 5 s
 * @param confirmation time after a missed answer before the node is asked again; the second miss in
 *     a row makes it DOWN. Default 100 ms
 * @param figuresPeriod how often log positions and lags that changed are written and pushed when
 *     neither role nor health did. Default 5 s, at least 1 s
 */
@ConfigurationProperties("loxodonta.health")
public record HealthConfig(
    @Bindable(defaultValue = "500ms") Duration period,
    @Bindable(defaultValue = "100ms") Duration confirmation,
    @Bindable(defaultValue = "5s") Duration figuresPeriod) {}
