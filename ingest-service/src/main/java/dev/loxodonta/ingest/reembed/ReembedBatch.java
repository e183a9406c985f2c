package dev.loxodonta.ingest.reembed;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.ingest.reembed.SelectTexts.Text;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the vectors of one lease: reads the texts, embeds them, writes them. Thread-safe. */
@Singleton
final class ReembedBatch {

  private final ShardWork work;
  private final ReembedConfig config;

  ReembedBatch(ShardWork work, ReembedConfig config) {
    this.work = work;
    this.config = config;
  }

  /**
   * Returns whether the model worked. Fails with what the shard says; the lease then stays until
   * its end.
   */
  Mono<Boolean> make(Shard shard, Embedder embedder, Lease lease) {
    return work.run(shard, session -> SelectTexts.run(session, lease))
        .flatMap(texts -> embed(embedder, texts))
        .flatMap(
            texts ->
                work.run(shard, session -> FillTexts.run(session, lease, texts, config))
                    .thenReturn(!texts.modelAway()));
  }

  /** One text that the model refuses must not hold up the others: then each goes by itself. */
  private static Mono<Embedded> embed(Embedder embedder, List<Text> texts) {
    return together(embedder, texts)
        .onErrorResume(
            e -> texts.size() > 1 && !isAway(e),
            e ->
                Flux.fromIterable(texts)
                    .concatMap(
                        text ->
                            together(embedder, List.of(text))
                                .onErrorResume(
                                    f -> Mono.just(Embedded.none(List.of(text), f, isAway(f)))),
                        1)
                    .reduce(Embedded::and))
        .onErrorResume(e -> Mono.just(Embedded.none(texts, e, isAway(e))));
  }

  private static Mono<Embedded> together(Embedder embedder, List<Text> texts) {
    return texts.isEmpty()
        ? Mono.just(Embedded.all(List.of(), List.of()))
        : embedder
            .embed(texts.stream().map(Text::content).toList())
            .map(vectors -> Embedded.all(texts, vectors.stream().map(Halfvec::new).toList()));
  }

  private static boolean isAway(Throwable failure) {
    return !(failure instanceof EmbeddingException e)
        || switch (e.reason()) {
          case QUEUE_FULL, MODEL_UNAVAILABLE, CLOSED -> true;
          case EMPTY_TEXT, TOO_MANY_TEXTS, MODEL_FAILED -> false;
        };
  }
}
