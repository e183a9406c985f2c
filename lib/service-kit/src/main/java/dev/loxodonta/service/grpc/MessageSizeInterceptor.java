package dev.loxodonta.service.grpc;

import com.google.protobuf.MessageLite;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;

/**
 * Refuses request messages over the limit with INVALID_ARGUMENT. grpc's own limit would answer
 * RESOURCE_EXHAUSTED, which clients take for a reason to try again.
 */
@Singleton
final class MessageSizeInterceptor implements ServerInterceptor, Ordered {

  private final int maxBytes;

  MessageSizeInterceptor(GrpcConfig config) {
    this.maxBytes = config.maxMessageBytes();
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.MESSAGE_SIZE;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        if (message instanceof MessageLite m && m.getSerializedSize() > maxBytes) {
          throw tooLarge(m.getSerializedSize());
        }
        super.onMessage(message);
      }
    };
  }

  private ServiceException tooLarge(int bytes) {
    return ServiceException.builder(
            ErrorReason.MESSAGE_TOO_LARGE,
            "the message has " + bytes + " bytes; allowed are at most " + maxBytes)
        .metadata("message_bytes", bytes)
        .metadata("max_message_bytes", maxBytes)
        .build();
  }
}
