package dev.loxodonta.topology;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * How a service finds the router.
 *
 * @param address host:port of a router, or a gRPC target such as {@code dns:///routers:7700};
 *     default {@code localhost:7700}
 * @param retryDelay how long to wait before a lost watch is opened again; default 500 ms, safe from
 *     100 ms to 10 s
 * @param callTimeout how long one question to the router may take; default 3 s
 */
@ConfigurationProperties("loxodonta.router")
public record RouterConfig(
    @NotBlank @Bindable(defaultValue = "localhost:7700") String address,
    @Bindable(defaultValue = "500ms") Duration retryDelay,
    @Bindable(defaultValue = "3s") Duration callTimeout) {}
