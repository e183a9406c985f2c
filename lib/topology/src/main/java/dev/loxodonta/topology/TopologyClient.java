package dev.loxodonta.topology;

import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.ReactorTopologyServiceGrpc;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Holds the newest map of the cluster. The map is watched from the router; when the router is away
 * the last good one stays, for as long as it takes, and its age is a metric. Thread-safe; {@link
 * #close} ends the watch.
 */
public final class TopologyClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopologyClient.class);

  private final ReactorTopologyServiceGrpc.ReactorTopologyServiceStub router;
  private final RouterConfig config;
  private final Sinks.One<ShardMap> first = Sinks.one();
  private final List<Consumer<List<Long>>> projectListeners = new CopyOnWriteArrayList<>();
  private final Disposable watch;
  private volatile @Nullable ShardMap current;
  private volatile boolean away;
  private volatile long heardAtNanos = System.nanoTime();

  /**
   * Starts to watch.
   *
   * @param channel to the router; stays the caller's
   * @param metrics where the map's age and epoch are shown
   */
  public TopologyClient(ManagedChannel channel, RouterConfig config, MeterRegistry metrics) {
    this.router = ReactorTopologyServiceGrpc.newReactorStub(channel);
    this.config = config;
    TimeGauge.builder(
            "loxodonta.topology.age",
            this,
            TimeUnit.NANOSECONDS,
            c -> System.nanoTime() - c.heardAtNanos)
        .description("Time since the router was last heard of")
        .register(metrics);
    metrics.gauge(
        "loxodonta.topology.epoch", this, c -> c.current().map(ShardMap::epoch).orElse(0L));
    this.watch =
        router
            .watchTopology(WatchTopologyRequest.getDefaultInstance())
            .doOnNext(this::accept)
            .doOnError(this::lost)
            .repeatWhen(ends -> ends.delayElements(config.retryDelay()))
            .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, config.retryDelay()))
            .subscribe();
  }

  /** Returns the newest map, or nothing before the first one came. */
  public Optional<ShardMap> current() {
    return Optional.ofNullable(current);
  }

  /** Returns the newest map, waiting for the first one. */
  public Mono<ShardMap> whenReady() {
    ShardMap map = current;
    return map != null ? Mono.just(map) : first.asMono();
  }

  /**
   * Asks the router for the map now. When it does not answer in time, the last good map is
   * returned, or an error when there is none.
   */
  public Mono<ShardMap> refresh() {
    return router
        .getTopology(GetTopologyRequest.getDefaultInstance())
        .timeout(config.callTimeout())
        .map(answer -> publish(answer.getTopology()))
        .onErrorResume(e -> Mono.justOrEmpty(current).switchIfEmpty(Mono.error(e)));
  }

  /** Calls back with the projects that changed or went, on the watch's thread. */
  public void onProjectsChanged(Consumer<List<Long>> listener) {
    projectListeners.add(listener);
  }

  /** Returns how long ago the router was last heard of. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - heardAtNanos);
  }

  @Override
  public void close() {
    watch.dispose();
  }

  private void lost(Throwable failure) {
    if (!away) {
      away = true;
      LOG.warn("the router's watch broke, the last map stays: {}", failure.toString());
    }
  }

  private void accept(WatchTopologyResponse message) {
    if (away) {
      away = false;
      LOG.info("the router is back");
    }
    publish(message.getTopology());
    if (message.getChangedProjectIdsCount() > 0) {
      projectListeners.forEach(l -> l.accept(message.getChangedProjectIdsList()));
    }
  }

  private synchronized ShardMap publish(Topology topology) {
    heardAtNanos = System.nanoTime();
    ShardMap known = current;
    if (known != null && known.epoch() > topology.getEpoch()) {
      return known;
    }
    ShardMap map = ShardMapMapper.toShardMap(topology);
    if (!map.equals(known)) {
      current = map;
      first.tryEmitValue(map);
    }
    return current == null ? map : current;
  }
}
