package dev.loxodonta.service.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Times every call from its headers to its end: {@code loxodonta_grpc_requests_seconds{method,
 * code}} with buckets from 1 ms to 10 s, and {@code loxodonta_grpc_calls_active}.
 */
@Singleton
final class GrpcMetrics implements ServerInterceptor, Ordered {

  static final String REQUESTS = "loxodonta.grpc.requests";
  static final String ACTIVE = "loxodonta.grpc.calls.active";

  private static final int[] BUCKET_MILLIS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000
  };

  private final MeterRegistry registry;
  private final Map<Ending, Timer> timers = new ConcurrentHashMap<>();
  private final AtomicInteger active;

  GrpcMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.active = registry.gauge(ACTIVE, new AtomicInteger());
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.METRICS;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Measurement measurement = new Measurement(call.getMethodDescriptor().getFullMethodName());
    return new SimpleForwardingServerCallListener<>(
        next.startCall(new MeasuredCall<>(call, measurement), headers)) {
      @Override
      public void onCancel() {
        measurement.end(Status.Code.CANCELLED);
        super.onCancel();
      }
    };
  }

  private Timer timer(Ending ending) {
    return Timer.builder(REQUESTS)
        .description("Time from a call's headers to its end")
        .tag("method", ending.method())
        .tag("code", ending.code().name())
        .serviceLevelObjectives(
            Arrays.stream(BUCKET_MILLIS).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
        .register(registry);
  }

  private record Ending(String method, Status.Code code) {}

  private final class Measurement {

    private final String method;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Measurement(String method) {
      this.method = method;
      active.incrementAndGet();
    }

    void end(Status.Code code) {
      if (ended.compareAndSet(false, true)) {
        active.decrementAndGet();
        timers
            .computeIfAbsent(new Ending(method, code), GrpcMetrics.this::timer)
            .record(Duration.ofNanos(System.nanoTime() - startNanos));
      }
    }
  }

  private static final class MeasuredCall<Q, S> extends SimpleForwardingServerCall<Q, S> {

    private final Measurement measurement;

    MeasuredCall(ServerCall<Q, S> call, Measurement measurement) {
      super(call);
      this.measurement = measurement;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      measurement.end(status.getCode());
      super.close(status, trailers);
    }
  }
}
