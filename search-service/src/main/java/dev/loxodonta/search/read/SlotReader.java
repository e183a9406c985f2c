package dev.loxodonta.search.read;

import dev.loxodonta.postgres.KnownStatements;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.search.select.Answer;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.select.UnitedQuery;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.Slot;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Runs a statement on a node that is fresh enough, learns from the answer how fresh that node is,
 * and refuses the answer when the node knows another epoch of the slot than the map that the
 * statement was planned with. One round trip. Thread-safe.
 */
@Singleton
public final class SlotReader {

  private final ShardReader reader;
  private final NodeStates states;
  private final KnownStatements statements;

  SlotReader(ShardReader reader, NodeStates states, KnownStatements statements) {
    this.reader = reader;
    this.states = states;
    this.statements = statements;
  }

  /**
   * Runs a statement.
   *
   * <p>Fails with STALE_SLOT_EPOCH, or as {@link ShardReader#read} does.
   */
  public <R> Mono<Reading<R>> read(ProjectHome home, ReadNeed need, ShardQuery<R> query) {
    Shard shard = home.location().shard();
    return reader.read(shard, need, session -> run(home, session, query));
  }

  /**
   * Runs a statement for several slots of a shard. Fails as {@link ShardReader#read} does.
   *
   * @param homes the project of each part
   */
  <R> Mono<List<Mono<Reading<R>>>> readAll(
      List<ProjectHome> homes, ReadNeed need, UnitedQuery<R> query) {
    return reader.read(
        homes.get(0).location().shard(),
        need,
        session -> {
          long start = System.nanoTime();
          return query
              .run(session.connection(), statements)
              .map(answers -> toReadings(homes, session, answers, start));
        });
  }

  /** Each fails with STALE_SLOT_EPOCH for itself. */
  private <R> List<Mono<Reading<R>>> toReadings(
      List<ProjectHome> homes, NodeSession session, List<Answer<R>> answers, long start) {
    List<Mono<Reading<R>>> readings = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      ProjectHome home = homes.get(i);
      Answer<R> answer = answers.get(i);
      readings.add(Mono.fromSupplier(() -> toReading(home, session, answer, start)));
    }
    return readings;
  }

  /** Returns what EXPLAIN says about a statement. */
  public Mono<String> explain(ProjectHome home, ReadNeed need, ShardQuery<?> query) {
    return reader.read(
        home.location().shard(), need, session -> query.explain(session.connection()));
  }

  private <R> Mono<Reading<R>> run(ProjectHome home, NodeSession session, ShardQuery<R> query) {
    long start = System.nanoTime();
    return query
        .run(session.connection(), statements)
        .map(answer -> toReading(home, session, answer, start));
  }

  private <R> Reading<R> toReading(
      ProjectHome home, NodeSession session, Answer<R> answer, long start) {
    Shard shard = home.location().shard();
    states.observe(shard, session.node(), answer.role(), answer.lsn(), start);
    Slot slot = home.location().slot();
    if (answer.epoch() != slot.epoch()) {
      throw ServiceException.staleSlotEpoch(slot.slot(), answer.epoch());
    }
    return new Reading<>(
        answer,
        session.node(),
        states.staleness(shard, session.node()),
        Duration.ofNanos(System.nanoTime() - start));
  }
}
