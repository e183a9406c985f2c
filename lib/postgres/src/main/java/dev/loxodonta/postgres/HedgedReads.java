package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeStates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/**
 * Asks a second node when the first one is slow, and takes the answer that comes first; the other
 * question is cancelled (Dean and Barroso, "The Tail at Scale", CACM 2013). Slow is what takes
 * longer than 95 % of the last reads did, but at least {@code loxodonta.postgres.hedge-after}. No
 * more than one read in twenty is asked twice, with a reserve of a hundred, so that a shard that is
 * slow as a whole is not given twice the work. Counted by {@code loxodonta.reads.hedged} and {@code
 * loxodonta.reads.hedge.wins}. Thread-safe.
 */
@Singleton
final class HedgedReads {

  private final NodeStates states;
  private final long leastNanos;
  private final ReadTimes times = new ReadTimes();
  private final HedgeBudget budget = new HedgeBudget();
  private final Counter hedged;
  private final Counter wins;

  HedgedReads(NodeStates states, PostgresConfig config, MeterRegistry metrics) {
    this.states = states;
    this.leastNanos = config.hedgeAfter().toNanos();
    this.hedged = metrics.counter("loxodonta.reads.hedged");
    this.wins = metrics.counter("loxodonta.reads.hedge.wins");
  }

  /**
   * Returns the first answer.
   *
   * @param nodes who may be asked, best first
   * @param attempt asks the node at that place, and those after it when it is gone
   */
  <T> Mono<T> read(List<Node> nodes, IntFunction<Mono<T>> attempt) {
    if (leastNanos == 0 || nodes.size() < 2 || !states.of(nodes.get(1)).up()) {
      return attempt.apply(0);
    }
    budget.earn();
    long start = System.nanoTime();
    return Mono.firstWithSignal(attempt.apply(0), second(attempt))
        .doOnNext(answer -> times.add(System.nanoTime() - start));
  }

  /** Never says that it failed: then the first one's word counts. */
  private <T> Mono<T> second(IntFunction<Mono<T>> attempt) {
    return Mono.delay(Duration.ofNanos(Math.max(leastNanos, times.slowNanos())))
        .flatMap(tick -> budget.spend() ? ask(attempt) : Mono.never())
        .onErrorResume(e -> Mono.never());
  }

  private <T> Mono<T> ask(IntFunction<Mono<T>> attempt) {
    hedged.increment();
    return attempt.apply(1).doOnNext(answer -> wins.increment());
  }
}
