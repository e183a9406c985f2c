package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.TopologyClient;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.intellij.lang.annotations.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks every node of the map once a second for its role and log position, over a connection of its
 * own. So a service knows who the primary is and who is fresh also while the router is away. Begins
 * when it is made, which is when a process first has something to ask of the shards.
 */
@Singleton
final class NodeProbe {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProbe.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(2_500);
  private static final int ROUNDS_AT_ONCE = 4;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT r AS recovering,
             ((CASE WHEN r THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)
               - '0/0'::pg_lsn)::int8 AS lsn
      FROM pg_is_in_recovery() r
      """;

  private final TopologyClient topology;
  private final NodePools pools;
  private final NodeStates states;
  private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
  private Disposable loop = Disposables.disposed();

  NodeProbe(TopologyClient topology, NodePools pools, NodeStates states) {
    this.topology = topology;
    this.pools = pools;
    this.states = states;
  }

  @PostConstruct
  void start() {
    loop =
        Flux.interval(Duration.ZERO, PERIOD)
            .onBackpressureDrop()
            .flatMap(tick -> round(), ROUNDS_AT_ONCE)
            .subscribe();
  }

  @PreDestroy
  void stop() {
    loop.dispose();
  }

  private Mono<Void> round() {
    return Mono.defer(() -> Mono.justOrEmpty(topology.current()))
        .flatMap(this::probe)
        .doOnError(e -> LOG.warn("a round of probes failed, the next one follows", e))
        .onErrorComplete();
  }

  private Mono<Void> probe(ShardMap map) {
    pools.retain(map.shards().values().stream().flatMap(s -> s.nodes().stream()).toList());
    return Flux.fromIterable(map.shards().values())
        .flatMap(shard -> Flux.fromIterable(shard.nodes()).flatMap(n -> probe(shard, n), 64), 64)
        .then();
  }

  /** A node that has not answered the last question yet holds up no other one. */
  private Mono<Void> probe(Shard shard, Node node) {
    if (!asked.add(node.nodeId())) {
      return Mono.empty();
    }
    long askedAt = System.nanoTime();
    return Mono.usingWhen(
            pools.probe(node).connect(),
            this::ask,
            Connection::close,
            (connection, error) -> connection.close(),
            NodeCalls::discard)
        .timeout(PATIENCE)
        .doOnNext(row -> states.observe(shard, node, row.role, row.lsn, askedAt))
        .doOnError(e -> states.observeFailure(node))
        .onErrorComplete()
        .doFinally(end -> asked.remove(node.nodeId()))
        .then();
  }

  private record Sighting(NodeRole role, long lsn) {}

  private Mono<Sighting> ask(Connection connection) {
    return PlainStatement.execute(NodeCalls.unwrap(connection), SQL)
        .concatMap(r -> r.map(NodeProbe::toSighting))
        .single();
  }

  private static Sighting toSighting(Readable row) {
    boolean recovering = Boolean.TRUE.equals(row.get(0, Boolean.class));
    return new Sighting(
        recovering ? NodeRole.REPLICA : NodeRole.PRIMARY,
        Objects.requireNonNull(row.get(1, Long.class)));
  }
}
