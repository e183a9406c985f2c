package dev.loxodonta.search;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.search.plan.QueryVectors;
import dev.loxodonta.search.plan.VectorSpace;
import dev.loxodonta.search.query.CallerVector;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.QueryText;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Brings the vector that a search looks near to: the caller's, or that of the text by the model of
 * the space that is searched. Thread-safe.
 */
@Singleton
public final class QueryEmbedder {

  private final EmbedderCatalog catalog;

  QueryEmbedder(EmbedderCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Returns the vector; nothing for a search by words alone.
   *
   * <p>Fails with INVALID_FIELD for a vector that does not fit the project and where none came and
   * the model is not built in, with OVERLOADED or EMBEDDING_UNAVAILABLE where embedding fails.
   */
  public Mono<Optional<Halfvec>> vector(SearchQuery query, Project project) {
    if (query.mode() == Mode.TEXT) {
      return Mono.just(Optional.empty());
    }
    String text = query.text().map(QueryText::meaning).orElse("");
    return vector(
            query.vector(), text, VectorSpace.of(project), ", or search with SEARCH_MODE_TEXT")
        .map(Optional::of);
  }

  /**
   * Returns the vector to look near to in a space. Fails as the other one does.
   *
   * @param text is embedded where the caller sent no vector
   */
  public Mono<Halfvec> vector(CallerVector vector, String text, VectorSpace space) {
    return vector(vector, text, space, "");
  }

  private Mono<Halfvec> vector(
      CallerVector vector, String text, VectorSpace space, String otherwise) {
    if (!vector.isEmpty()) {
      return Mono.fromSupplier(() -> QueryVectors.ofCaller(vector, space));
    }
    return catalog
        .forSearches(space.model())
        .filter(embedder -> embedder.dimensions() == space.dimensions())
        .map(embedder -> embed(embedder, text, space))
        .orElseGet(() -> Mono.error(noVector(space, otherwise)));
  }

  private static Mono<Halfvec> embed(Embedder embedder, String text, VectorSpace space) {
    return embedder
        .embed(List.of(text))
        .onErrorMap(EmbeddingException.class, QueryEmbedder::toServiceException)
        .map(vectors -> QueryVectors.of(vectors.get(0), space.metric()));
  }

  private static ServiceException noVector(VectorSpace space, String otherwise) {
    return ServiceException.invalidField(
        "vector",
        "was absent, and %s's model '%s' does not run in the service; send %d numbers%s"
            .formatted(space.owner(), space.model(), space.dimensions(), otherwise));
  }

  private static ServiceException toServiceException(EmbeddingException failure) {
    ErrorReason reason =
        switch (failure.reason()) {
          case EMPTY_TEXT, TOO_MANY_TEXTS, MODEL_FAILED -> ErrorReason.INTERNAL;
          case QUEUE_FULL -> ErrorReason.OVERLOADED;
          case MODEL_UNAVAILABLE, CLOSED -> ErrorReason.EMBEDDING_UNAVAILABLE;
        };
    return ServiceException.builder(reason, "the text could not be embedded")
        .cause(failure)
        .build();
  }
}
