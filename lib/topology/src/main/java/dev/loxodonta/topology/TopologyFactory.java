package dev.loxodonta.topology;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Makes the beans of this package. */
@Factory
final class TopologyFactory {

  @Singleton
  @Named("router")
  @Bean(preDestroy = "shutdownNow")
  ManagedChannel routerChannel(RouterConfig config) {
    return NettyChannelBuilder.forTarget(config.address())
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .build();
  }

  @Singleton
  @Bean(preDestroy = "close")
  TopologyClient topologyClient(
      @Named("router") ManagedChannel channel, RouterConfig config, MeterRegistry metrics) {
    return new TopologyClient(channel, config, metrics);
  }

  @Singleton
  NodeStates nodeStates() {
    return new NodeStates(System::nanoTime);
  }
}
