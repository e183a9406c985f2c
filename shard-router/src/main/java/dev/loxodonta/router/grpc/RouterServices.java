package dev.loxodonta.router.grpc;

import dev.loxodonta.router.v1.ClusterServiceGrpc;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.service.grpc.BlockingServices;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Names the router's gRPC services: all of them block on JDBC. */
@Factory
final class RouterServices {

  @Singleton
  BlockingServices blockingServices() {
    return BlockingServices.of(
        TopologyServiceGrpc.SERVICE_NAME,
        ProjectServiceGrpc.SERVICE_NAME,
        ClusterServiceGrpc.SERVICE_NAME);
  }
}
