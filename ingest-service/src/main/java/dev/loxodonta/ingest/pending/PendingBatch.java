package dev.loxodonta.ingest.pending;

import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.pending.SelectPending.Waiting;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the vectors of one claim: reads the texts, embeds them, and in one transaction behind the
 * fence writes the vectors and gives the lease back. Thread-safe.
 */
@Singleton
final class PendingBatch {

  private final ProjectDirectory directory;
  private final ProjectReader reader;
  private final DraftEmbedder embedder;
  private final ShardWriter writer;
  private final ProjectCounts counts;
  private final PendingConfig config;

  PendingBatch(
      ProjectDirectory directory,
      ProjectReader reader,
      DraftEmbedder embedder,
      ShardWriter writer,
      ProjectCounts counts,
      PendingConfig config) {
    this.directory = directory;
    this.reader = reader;
    this.embedder = embedder;
    this.writer = writer;
    this.counts = counts;
    this.config = config;
  }

  /**
   * Returns whether the model made any vector, or had nothing to make. Fails with what the shard
   * says; the lease then stays until its end.
   */
  Mono<Boolean> make(Claim claim) {
    return directory.plan(
        claim.projectId(),
        true,
        project ->
            texts(claim)
                .flatMap(texts -> embed(project, texts))
                .flatMap(attempts -> settle(project, claim, attempts)));
  }

  private Mono<List<Waiting>> texts(Claim claim) {
    return reader.read(
        claim.projectId(),
        ReadNeed.PRIMARY,
        (session, location) -> SelectPending.run(session, location, claim.source(), claim.ids()));
  }

  /** One text that the model refuses must not hold up the others: then each goes by itself. */
  private Mono<List<Attempt>> embed(Project project, List<Waiting> texts) {
    return together(project, texts)
        .onErrorResume(
            e -> texts.size() > 1 && !isAway(e),
            e ->
                Flux.fromIterable(texts)
                    .concatMap(
                        text ->
                            together(project, List.of(text))
                                .onErrorResume(f -> Mono.just(failed(List.of(text), f))),
                        1)
                    .collect(ArrayList::new, List::addAll))
        .onErrorResume(e -> Mono.just(failed(texts, e)));
  }

  private Mono<List<Attempt>> together(Project project, List<Waiting> texts) {
    return texts.isEmpty()
        ? Mono.just(List.of())
        : embedder
            .vectors(project, texts.stream().map(Waiting::content).toList())
            .map(vectors -> made(texts, vectors));
  }

  private static boolean isAway(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.EMBEDDING_UNAVAILABLE
            || e.reason() == ErrorReason.OVERLOADED);
  }

  private static List<Attempt> made(List<Waiting> texts, List<Halfvec> vectors) {
    List<Attempt> made = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      made.add(Attempt.made(texts.get(i), vectors.get(i)));
    }
    return made;
  }

  private static List<Attempt> failed(List<Waiting> texts, Throwable failure) {
    return texts.stream().map(text -> Attempt.failed(text, failure)).toList();
  }

  private Mono<Boolean> settle(Project project, Claim claim, List<Attempt> attempts) {
    List<Attempt> made = attempts.stream().filter(a -> a.vector() != null).toList();
    List<Attempt> failed = attempts.stream().filter(a -> a.vector() == null).toList();
    return writer
        .write(project, session -> settle(session, claim, made, failed))
        .map(Written::value)
        .doOnNext(filled -> count(claim, filled))
        .map(filled -> !made.isEmpty() || failed.isEmpty());
  }

  private void count(Claim claim, long filled) {
    if (claim.source() == Source.MEMORIES) {
      counts.add(claim.projectId(), 0, filled);
    }
  }

  private Mono<Long> settle(
      WriteSession session, Claim claim, List<Attempt> made, List<Attempt> failed) {
    Mono<Long> filled =
        made.isEmpty() ? Mono.just(0L) : FillVectors.run(session, claim.source(), made);
    return filled.flatMap(
        count -> SettlePending.run(session, claim, failed, config).thenReturn(count));
  }
}
