package dev.loxodonta.ingest.saga;

import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.statement.SelectSagaFigures.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * How far the stores are behind PostgreSQL, as gauges by shard and store: {@code
 * loxodonta.saga.lag} (age of the oldest write that a store lacks, seconds), {@code
 * loxodonta.saga.unapplied} and {@code loxodonta.saga.dead}. Thread-safe.
 */
@Singleton
final class SagaFigures {

  private record Key(int shardId, String participant) {}

  private final MeterRegistry metrics;
  private final Participants participants;
  private final Map<Key, Figures> last = new ConcurrentHashMap<>();

  SagaFigures(MeterRegistry metrics, Participants participants) {
    this.metrics = metrics;
    this.participants = participants;
  }

  /** Takes what a shard said; a store that it does not name lacks nothing. */
  void accept(int shardId, List<Figures> figures) {
    for (String name : participants.names()) {
      put(shardId, new Figures(name, 0, 0, 0));
    }
    last.keySet().stream()
        .filter(key -> key.shardId() == shardId)
        .forEach(key -> put(shardId, new Figures(key.participant(), 0, 0, 0)));
    figures.forEach(f -> put(shardId, f));
  }

  private void put(int shardId, Figures figures) {
    Key key = new Key(shardId, figures.participant());
    if (last.put(key, figures) == null) {
      gauge(key, "loxodonta.saga.lag", "seconds", Figures::oldestSeconds);
      gauge(key, "loxodonta.saga.unapplied", null, Figures::unapplied);
      gauge(key, "loxodonta.saga.dead", null, Figures::dead);
    }
  }

  private void gauge(
      Key key,
      String name,
      @org.jspecify.annotations.Nullable String unit,
      ToDoubleFunction<Figures> figure) {
    Gauge.builder(name, last, all -> figure.applyAsDouble(all.getOrDefault(key, NONE)))
        .baseUnit(unit)
        .tag("shard", Integer.toString(key.shardId()))
        .tag("participant", key.participant())
        .register(metrics);
  }

  private static final Figures NONE = new Figures("", 0, 0, 0);
}
