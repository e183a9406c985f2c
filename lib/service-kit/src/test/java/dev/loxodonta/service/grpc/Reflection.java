package dev.loxodonta.service.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a server by reflection which services it has. */
final class Reflection {

  private Reflection() {}

  static List<String> v1(ManagedChannel channel) {
    return ask(channel, ServerReflectionRequest.newBuilder().setListServices("").build())
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  /** Returns the name of the first file that the server sends for a symbol. */
  static String fileOf(ManagedChannel channel, String symbol) {
    var answer =
        ask(channel, ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
    try {
      return FileDescriptorProto.parseFrom(
              answer.getFileDescriptorResponse().getFileDescriptorProto(0))
          .getName();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static ServerReflectionResponse ask(
      ManagedChannel channel, ServerReflectionRequest request) {
    Answer<ServerReflectionResponse> answer = new Answer<>();
    StreamObserver<ServerReflectionRequest> question =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answer);
    question.onNext(request);
    question.onCompleted();
    return answer.only();
  }

  static List<String> v1Alpha(ManagedChannel channel) {
    Answer<io.grpc.reflection.v1alpha.ServerReflectionResponse> answer = new Answer<>();
    var call =
        channel.newCall(
            io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod(),
            io.grpc.CallOptions.DEFAULT);
    var question = ClientCalls.asyncBidiStreamingCall(call, answer);
    question.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    question.onCompleted();
    return answer.only().getListServicesResponse().getServiceList().stream()
        .map(io.grpc.reflection.v1alpha.ServiceResponse::getName)
        .toList();
  }

  private static final class Answer<T> implements StreamObserver<T> {

    private final List<T> values = new ArrayList<>();
    private final CompletableFuture<List<T>> done = new CompletableFuture<>();

    @Override
    public void onNext(T value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable t) {
      done.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {
      done.complete(values);
    }

    T only() {
      return done.orTimeout(10, TimeUnit.SECONDS).join().get(0);
    }
  }
}
