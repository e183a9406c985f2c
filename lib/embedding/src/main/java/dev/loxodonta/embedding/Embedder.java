package dev.loxodonta.embedding;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Turns texts into vectors with one model. Implementations are thread-safe, never compute on the
 * subscriber's thread and may signal on a thread of their own, which must not be blocked.
 */
public interface Embedder {

  /** Returns the model's name, as in a project's embedding space. */
  String model();

  /** Returns how many numbers a vector has. */
  int dimensions();

  /**
   * Embeds texts. Work begins with the subscription and stops with its cancellation.
   *
   * @param texts the texts, none blank; an empty list gives an empty list
   * @return the vectors, one per text in the same order, each of {@link #dimensions()} finite
   *     numbers and owned by the caller; or an {@link EmbeddingException}, and then no vector at
   *     all
   */
  Mono<List<float[]>> embed(List<String> texts);
}
