package dev.loxodonta.ingest.saga.qdrant;

import com.salesforce.reactorgrpc.stub.ClientCalls;
import dev.loxodonta.service.config.SecretFile;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import reactor.core.publisher.Mono;

/** The channel and its stubs. Thread-safe. */
@Singleton
@Requires(beans = QdrantConfig.class)
final class QdrantConnection {

  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final QdrantConfig config;

  QdrantConnection(QdrantConfig config) {
    this.config = config;
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(config.address());
    builder = config.tls() ? builder.useTransportSecurity() : builder.usePlaintext();
    Metadata headers = new Metadata();
    config
        .apiKeyFile()
        .map(file -> SecretFile.read("loxodonta.saga.qdrant.api-key-file", file))
        .or(config::apiKey)
        .ifPresent(key -> headers.put(API_KEY, key));
    this.channel = builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers)).build();
  }

  /** A method of the service of points. */
  interface PointsMethod<Q, S> {
    void call(PointsGrpc.PointsStub stub, Q request, StreamObserver<S> answers);
  }

  /** A method of the service of collections. */
  interface CollectionsMethod<Q, S> {
    void call(CollectionsGrpc.CollectionsStub stub, Q request, StreamObserver<S> answers);
  }

  /** Calls a method of the service of points; the time runs from the subscription. */
  <Q, S> Mono<S> points(Q request, PointsMethod<Q, S> method) {
    return call(
        request,
        (sent, answers) ->
            method.call(
                PointsGrpc.newStub(channel)
                    .withDeadlineAfter(config.timeout().toNanos(), TimeUnit.NANOSECONDS),
                sent,
                answers));
  }

  /** Calls a method of the service of collections; the time runs from the subscription. */
  <Q, S> Mono<S> collections(Q request, CollectionsMethod<Q, S> method) {
    return call(
        request,
        (sent, answers) ->
            method.call(
                CollectionsGrpc.newStub(channel)
                    .withDeadlineAfter(config.timeout().toNanos(), TimeUnit.NANOSECONDS),
                sent,
                answers));
  }

  @PreDestroy
  void close() {
    channel.shutdownNow();
  }

  /** Sagas pause between their attempts; the channel's own pauses would come on top of theirs. */
  private <Q, S> Mono<S> call(Q request, BiConsumer<Q, StreamObserver<S>> method) {
    return Mono.defer(
        () -> {
          channel.resetConnectBackoff();
          return ClientCalls.oneToOne(Mono.just(request), method, CallOptions.DEFAULT);
        });
  }
}
