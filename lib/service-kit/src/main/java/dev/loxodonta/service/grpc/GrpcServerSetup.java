package dev.loxodonta.service.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.loxodonta.service.network.NetworkThreads;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives the gRPC server its threads, limits and keep-alive. */
@Singleton
final class GrpcServerSetup implements BeanCreatedEventListener<ServerBuilder<?>> {

  private final GrpcConfig config;
  private final NetworkThreads threads;
  private final Set<String> blocking;
  private final ExecutorService virtualThreads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-blocking-", 0).factory());

  GrpcServerSetup(
      GrpcConfig config, NetworkThreads threads, List<BlockingServices> blockingServices) {
    this.config = config;
    this.threads = threads;
    this.blocking =
        blockingServices.stream()
            .flatMap(services -> services.names().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    ServerBuilder<?> server = event.getBean();
    if (server instanceof NettyServerBuilder netty) {
      netty
          .bossEventLoopGroup(threads.group())
          .workerEventLoopGroup(threads.group())
          .channelType(threads.serverSocket());
    }
    return server
        .directExecutor()
        .callExecutor(new ExecutorByService())
        .maxInboundMessageSize(GrpcConfig.HARD_LIMIT_BYTES)
        .keepAliveTime(config.keepAliveTime().toNanos(), NANOSECONDS)
        .keepAliveTimeout(config.keepAliveTimeout().toNanos(), NANOSECONDS)
        .permitKeepAliveTime(config.minClientPing().toNanos(), NANOSECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  @PreDestroy
  void stopThreads() {
    virtualThreads.shutdown();
  }

  private final class ExecutorByService implements ServerCallExecutorSupplier {

    @Override
    public <Q, S> @Nullable Executor getExecutor(ServerCall<Q, S> call, Metadata headers) {
      String service = call.getMethodDescriptor().getServiceName();
      return service != null && blocking.contains(service) ? virtualThreads : null;
    }
  }
}
