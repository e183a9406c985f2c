package dev.loxodonta.service.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the gRPC server in order: health says NOT_SERVING, endless streams are told, running calls
 * get the grace time, and what still runs then is cancelled.
 */
@Singleton
final class GracefulStop implements ApplicationEventListener<ServerShutdownEvent> {

  private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

  private final HealthStatusManager health;
  private final GrpcConfig config;
  private final ApplicationEventPublisher<DrainStarted> publisher;

  GracefulStop(
      HealthStatusManager health,
      GrpcConfig config,
      ApplicationEventPublisher<DrainStarted> publisher) {
    this.health = health;
    this.config = config;
    this.publisher = publisher;
  }

  @Override
  public boolean supports(ServerShutdownEvent event) {
    return event.getSource() instanceof GrpcEmbeddedServer;
  }

  @Override
  public void onApplicationEvent(ServerShutdownEvent event) {
    health.enterTerminalState();
    publisher.publishEvent(new DrainStarted());
    Server server = ((GrpcEmbeddedServer) event.getSource()).getServer().shutdown();
    try {
      if (!server.awaitTermination(config.shutdownGrace().toNanos(), NANOSECONDS)) {
        log.warn("Cancelling the calls that still run after {}", config.shutdownGrace());
        server.shutdownNow().awaitTermination(1, SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
