package dev.loxodonta.service.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Answers health checks that name a service; the empty name is there from the start. */
@Singleton
final class ServiceHealth implements ApplicationEventListener<ServerStartupEvent> {

  private final HealthStatusManager health;

  ServiceHealth(HealthStatusManager health) {
    this.health = health;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (event.getSource() instanceof GrpcEmbeddedServer server) {
      for (ServerServiceDefinition service : server.getServer().getServices()) {
        health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING);
      }
    }
  }
}
