package dev.loxodonta.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against grpc-java's own server, which answers with 100,000 bytes. */
class GrpcLoadTest {

  private static final String METHOD = "bench.Echo/Search";
  private static final BytesValue ANSWER = BytesValue.of(ByteString.copyFrom(new byte[100_000]));

  private final ConcurrentLinkedQueue<BytesValue> seen = new ConcurrentLinkedQueue<>();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    MethodDescriptor<BytesValue, BytesValue> method =
        MethodDescriptor.<BytesValue, BytesValue>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(METHOD)
            .setRequestMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
            .build();
    server =
        NettyServerBuilder.forPort(0)
            .addService(
                ServerServiceDefinition.builder("bench.Echo")
                    .addMethod(method, ServerCalls.asyncUnaryCall(this::answer))
                    .build())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private void answer(BytesValue request, StreamObserver<BytesValue> to) {
    seen.add(request);
    if (request.getValue().isEmpty()) {
      to.onError(Status.NOT_FOUND.withDescription("nothing asked").asRuntimeException());
    } else {
      to.onNext(ANSWER);
      to.onCompleted();
    }
  }

  @Test
  void everyRequest_reachesTheServerAsItWasMade() {
    List<BytesValue> requests = IntStream.range(1, 20).mapToObj(GrpcLoadTest::request).toList();
    try (GrpcLoad load = load(requests, 3)) {
      Load.Calls calls = load.run(1);
      assertThat(calls.count()).isEqualTo(seen.size()).isGreaterThan(20);
      assertThat(seen).containsAll(requests).allMatch(requests::contains);
      seen.clear();
      assertThat(load.run(1).count()).isEqualTo(seen.size());
    }
  }

  @Test
  void failedCall_endsTheRunWithItsStatus() {
    try (GrpcLoad load = load(List.of(request(1), BytesValue.getDefaultInstance()), 1)) {
      assertThatThrownBy(() -> load.run(1))
          .hasMessageContaining("grpc-status: 5")
          .hasMessageContaining("nothing asked");
    }
  }

  @Test
  void serverThatGoesAway_endsTheRun() {
    try (GrpcLoad load = load(List.of(request(1)), 1)) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (seen.isEmpty()) {
                  Thread.onSpinWait();
                }
                server.shutdownNow();
              });
      assertThatThrownBy(() -> load.run(60)).hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void requestThatFillsMoreThanAFrame_isRefused() {
    BytesValue large = BytesValue.of(ByteString.copyFrom(new byte[16_384]));
    assertThatThrownBy(() -> load(List.of(large), 1).close())
        .hasMessage("a request of 16388 bytes where a frame takes 16379");
  }

  private GrpcLoad load(List<BytesValue> requests, int clients) {
    return new GrpcLoad("127.0.0.1:" + server.getPort(), METHOD, requests, clients);
  }

  /** Some 10,000 bytes: a window of 64 KiB is used up by seven of them. */
  private static BytesValue request(int number) {
    byte[] bytes = new byte[10_000];
    bytes[0] = (byte) number;
    return BytesValue.of(ByteString.copyFrom(bytes));
  }
}
