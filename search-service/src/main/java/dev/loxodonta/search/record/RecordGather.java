package dev.loxodonta.search.record;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Embeds the text, plans and runs the plan on a node, in one round trip. Thread-safe. */
@Singleton
final class RecordGather {

  private final QueryEmbedder embedder;
  private final SlotReader reader;

  RecordGather(QueryEmbedder embedder, SlotReader reader) {
    this.embedder = embedder;
    this.reader = reader;
  }

  /**
   * Returns what a query finds in a project's place. Fails as {@link SlotReader#read} does, and
   * with SPACE_CHANGED when the project's space is another one there.
   *
   * @param select makes the statement of a plan
   */
  <R> Mono<RecordsFound<R>> gather(
      RecordQuery query,
      ProjectHome home,
      ReadNeed need,
      Function<RecordPlan, ShardQuery<RecordRow<R>>> select) {
    return Mono.fromCallable(() -> SearchedSpace.of(query, home.project()))
        .flatMap(
            searched ->
                embedder
                    .vector(query.vector(), query.text(), searched.space())
                    .map(vector -> new RecordPlan(home, query, searched, vector)))
        .flatMap(plan -> read(plan, need, select.apply(plan)));
  }

  private <R> Mono<RecordsFound<R>> read(
      RecordPlan plan, ReadNeed need, ShardQuery<RecordRow<R>> statement) {
    return reader
        .read(plan.home(), need, statement)
        .map(reading -> toFound(plan, reading))
        .flatMap(found -> explained(plan, need, statement, found));
  }

  private <R> Mono<RecordsFound<R>> explained(
      RecordPlan plan, ReadNeed need, ShardQuery<?> statement, RecordsFound<R> found) {
    return plan.query().explain()
        ? reader
            .explain(plan.home(), need, statement)
            .map(text -> new SearchOutcome.Explanation(statement.sql(), text, List.of()))
            .map(found::with)
        : Mono.just(found);
  }

  static <R> RecordsFound<R> toFound(RecordPlan plan, Reading<RecordRow<R>> reading) {
    RecordRow<R> first = reading.rows().get(0);
    if (!first.asPlanned()) {
      throw ServiceException.of(
          ErrorReason.SPACE_CHANGED,
          "%s has another embedding space than %s"
              .formatted(plan.searched().space().owner(), plan.searched().space().model()));
    }
    List<RecordHit<R>> hits =
        reading.rows().stream()
            .flatMap(row -> row.hit().stream())
            .filter(hit -> isNearEnough(plan.query(), hit))
            .sorted(RecordHit.NEAREST_FIRST)
            .toList();
    return new RecordsFound<>(
        plan.name(),
        plan.describe(),
        reading,
        hits,
        first.compared(),
        first.waiting(),
        Optional.empty());
  }

  private static boolean isNearEnough(RecordQuery query, RecordHit<?> hit) {
    return query.minSimilarity().isEmpty()
        || hit.similarity() >= query.minSimilarity().getAsDouble();
  }
}
