package dev.loxodonta.search.retrieve;

import dev.loxodonta.search.passage.FoundChunk;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.rerank.Rerankers;
import dev.loxodonta.search.rerank.Reranking;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Puts chunks that were found into the order of an outside model. Thread-safe. */
@Singleton
final class ChunkReranking {

  /**
   * Chunks in order.
   *
   * @param best the chunks, best first, those that were re-ranked with their score
   * @param reranking what became of the re-ranking; absent when none was asked for
   */
  record Ordered(List<FoundChunk> best, Optional<Reranking<UUID>> reranking) {}

  private final Rerankers rerankers;

  ChunkReranking(Rerankers rerankers) {
    this.rerankers = rerankers;
  }

  /**
   * Checks that the re-ranker is there.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD
   */
  void check(RetrieveQuery query) {
    query.search().shape().rerank().ifPresent(r -> rerankers.require(r.model()));
  }

  /** Returns the chunks in order; never fails. */
  Mono<Ordered> order(
      RetrieveQuery query, List<FoundChunk> found, Supplier<Optional<Duration>> left) {
    List<FoundChunk> best = found.stream().sorted(FoundChunk.BEST_FIRST).toList();
    Optional<Rerank> wanted = query.search().shape().rerank();
    return wanted.isEmpty()
        ? Mono.just(new Ordered(best, Optional.empty()))
        : rerankers
            .rank(wanted.get(), texts(best, wanted.get()), left.get())
            .map(r -> new Ordered(ordered(best, r), Optional.of(r)));
  }

  private static SequencedMap<UUID, String> texts(List<FoundChunk> best, Rerank wanted) {
    SequencedMap<UUID, String> texts = new LinkedHashMap<>();
    best.stream()
        .limit(wanted.firstN())
        .forEach(c -> texts.put(c.chunk().id(), c.chunk().content()));
    return texts;
  }

  private static List<FoundChunk> ordered(List<FoundChunk> best, Reranking<UUID> reranking) {
    return reranking.order(best, c -> c.chunk().id()).stream()
        .map(c -> c.rerankedTo(reranking.score(c.chunk().id()).orElse(Double.NaN)))
        .toList();
  }
}
