package dev.loxodonta.service.grpc;

import dev.loxodonta.service.error.StatusMapper;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Maps every failure of a call through {@link StatusMapper}: what a handler throws, what it passes
 * to {@code onError}, and what reactor-grpc or grpc-stub wrapped into a status on the way.
 */
@Singleton
final class StatusInterceptor implements ServerInterceptor, Ordered {

  @Override
  public int getOrder() {
    return InterceptorOrder.STATUS;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    MappedCall<Q, S> mapped = new MappedCall<>(call, RequestId.current());
    try {
      return new MappedListener<>(next.startCall(mapped, headers), mapped);
    } catch (Throwable t) {
      mapped.fail(t);
      return new ServerCall.Listener<>() {};
    }
  }

  private static final class MappedCall<Q, S> extends SimpleForwardingServerCall<Q, S> {

    private final @Nullable String requestId;
    private final AtomicBoolean closed = new AtomicBoolean();

    MappedCall(ServerCall<Q, S> call, @Nullable String requestId) {
      super(call);
      this.requestId = requestId;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      closed.set(true);
      if (status.isOk()) {
        super.close(status, trailers);
        return;
      }
      StatusRuntimeException mapped =
          StatusProto.toStatusRuntimeException(
              StatusMapper.toStatus(status.asRuntimeException(trailers), requestId));
      Metadata mappedTrailers = mapped.getTrailers();
      if (mappedTrailers != null) {
        mappedTrailers.keys().forEach(key -> discard(trailers, key));
        trailers.merge(mappedTrailers);
      }
      super.close(mapped.getStatus(), trailers);
    }

    void fail(Throwable failure) {
      if (!closed.get()) {
        close(Status.UNKNOWN.withCause(failure), new Metadata());
      }
    }

    boolean ended() {
      return closed.get();
    }

    private static void discard(Metadata trailers, String key) {
      if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        trailers.discardAll(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
      } else {
        trailers.discardAll(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
      }
    }
  }

  /** After a failure the handler hears of the call's end only. */
  private static final class MappedListener<Q> extends SimpleForwardingServerCallListener<Q> {

    private final MappedCall<Q, ?> call;

    MappedListener(ServerCall.Listener<Q> delegate, MappedCall<Q, ?> call) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      unlessEnded(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      unlessEnded(super::onHalfClose);
    }

    @Override
    public void onReady() {
      unlessEnded(super::onReady);
    }

    private void unlessEnded(Runnable event) {
      if (!call.ended()) {
        try {
          event.run();
        } catch (Throwable t) {
          call.fail(t);
        }
      }
    }
  }
}
