package dev.loxodonta.service.grpc;

import dev.loxodonta.service.error.StatusMapper;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Puts the request id into the grpc Context, the logging context and the trailing metadata. */
@Singleton
final class RequestIdInterceptor implements ServerInterceptor, Ordered {

  @Override
  public int getOrder() {
    return InterceptorOrder.REQUEST_ID;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Scope scope = new Scope(RequestId.of(headers));
    EchoingCall<Q, S> echoing = new EchoingCall<>(call, scope.id);
    return scope.call(() -> new ScopedListener<>(scope, next.startCall(echoing, headers)));
  }

  /** The id, and the Context that carries it to whatever the call causes. */
  private static final class Scope {

    private final String id;
    private final Context context;

    Scope(String id) {
      this.id = id;
      this.context = Context.current().withValue(RequestId.KEY, id);
    }

    void run(Runnable event) {
      call(
          () -> {
            event.run();
            return this;
          });
    }

    <T> T call(Supplier<T> event) {
      Context outer = context.attach();
      MDC.put(StatusMapper.REQUEST_ID, id);
      try {
        return event.get();
      } finally {
        MDC.remove(StatusMapper.REQUEST_ID);
        context.detach(outer);
      }
    }
  }

  private static final class EchoingCall<Q, S> extends SimpleForwardingServerCall<Q, S> {

    private final String id;

    EchoingCall(ServerCall<Q, S> call, String id) {
      super(call);
      this.id = id;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      trailers.discardAll(RequestId.HEADER);
      trailers.put(RequestId.HEADER, id);
      super.close(status, trailers);
    }
  }

  private static final class ScopedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Scope scope;

    ScopedListener(Scope scope, ServerCall.Listener<Q> delegate) {
      super(delegate);
      this.scope = scope;
    }

    @Override
    public void onMessage(Q message) {
      scope.run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      scope.run(super::onHalfClose);
    }

    @Override
    public void onCancel() {
      scope.run(super::onCancel);
    }

    @Override
    public void onComplete() {
      scope.run(super::onComplete);
    }

    @Override
    public void onReady() {
      scope.run(super::onReady);
    }
  }
}
