package dev.loxodonta.ingest.record;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the vectors that records came without, some at a time, so that a large batch does not take
 * all places in the embedder's queue. Thread-safe.
 */
@Singleton
public final class TextVectors {

  private static final int TEXTS_AT_ONCE = 64;

  private final DraftEmbedder embedder;

  TextVectors(DraftEmbedder embedder) {
    this.embedder = embedder;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return embedder.space(project);
  }

  /**
   * Returns the records in the same order, each with a vector.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   *
   * @param vector the vector of a record; null: to be made
   * @param text its text
   * @param completed a copy of it with a vector
   */
  public <T> Mono<List<T>> fill(
      Project project,
      List<T> records,
      Function<T, @Nullable Halfvec> vector,
      Function<T, String> text,
      BiFunction<T, Halfvec, T> completed) {
    return Flux.fromIterable(records)
        .filter(r -> vector.apply(r) == null)
        .map(text)
        .buffer(TEXTS_AT_ONCE)
        .concatMap(texts -> embedder.vectors(project, texts), 1)
        .concatMapIterable(vectors -> vectors)
        .collectList()
        .map(made -> filled(records, made.iterator(), vector, completed));
  }

  private static <T> List<T> filled(
      List<T> records,
      Iterator<Halfvec> made,
      Function<T, @Nullable Halfvec> vector,
      BiFunction<T, Halfvec, T> completed) {
    List<T> filled = new ArrayList<>(records.size());
    for (T record : records) {
      filled.add(vector.apply(record) == null ? completed.apply(record, made.next()) : record);
    }
    return filled;
  }
}
