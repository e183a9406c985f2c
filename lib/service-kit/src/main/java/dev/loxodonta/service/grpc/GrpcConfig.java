package dev.loxodonta.service.grpc;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the gRPC server beyond its address, which is {@code grpc.server.host} and {@code
 * grpc.server.port}.
 *
 * @param maxMessageBytes the largest request message, in bytes of its uncompressed form; a larger
 *     one is INVALID_ARGUMENT (MESSAGE_TOO_LARGE). Default 4 MiB, 1 KiB to 64 MiB
 * @param keepAliveTime after this time without traffic the server pings the client. Default 30 s
 * @param keepAliveTimeout a connection whose ping is not answered in this time is closed. Default
 *     10 s
 * @param minClientPing clients that ping more often than this are disconnected. Default 5 s; zero
 *     lets them ping at will
 * @param shutdownGrace how long running calls may go on after the server was told to stop, zero for
 *     not at all. Default 10 s
 */
@ConfigurationProperties("loxodonta.grpc")
public record GrpcConfig(
    @Bindable(defaultValue = "4194304") @Min(1024) @Max(HARD_LIMIT_BYTES) int maxMessageBytes,
    @Bindable(defaultValue = "30s") Duration keepAliveTime,
    @Bindable(defaultValue = "10s") Duration keepAliveTimeout,
    @Bindable(defaultValue = "5s") Duration minClientPing,
    @Bindable(defaultValue = "10s") Duration shutdownGrace) {

  /**
   * The transport gives up a call, with RESOURCE_EXHAUSTED, as soon as the header of a message
   * announces more than this many bytes; it protects the memory of the process.
   */
  public static final int HARD_LIMIT_BYTES = 64 * 1024 * 1024;
}
