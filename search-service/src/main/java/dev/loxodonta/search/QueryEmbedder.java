package dev.loxodonta.search;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.search.plan.QueryVectors;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Brings the vector that a search looks near to: the caller's, or that of the text by the project's
 * model. Thread-safe.
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
    if (!query.vector().isEmpty()) {
      return Mono.fromSupplier(() -> Optional.of(QueryVectors.ofCaller(query.vector(), project)));
    }
    return catalog
        .forSearches(project.model())
        .filter(embedder -> embedder.dimensions() == project.dimensions())
        .map(embedder -> embed(embedder, query, project))
        .orElseGet(() -> Mono.error(noVector(project)));
  }

  private static Mono<Optional<Halfvec>> embed(
      Embedder embedder, SearchQuery query, Project project) {
    return embedder
        .embed(List.of(query.words().meaning()))
        .onErrorMap(EmbeddingException.class, QueryEmbedder::toServiceException)
        .map(vectors -> Optional.of(QueryVectors.of(vectors.get(0), project.metric())));
  }

  private static ServiceException noVector(Project project) {
    return ServiceException.invalidField(
        "vector",
        "was absent, and the project's model '%s' does not run in the service; send %d numbers, or search with SEARCH_MODE_TEXT"
            .formatted(project.model(), project.dimensions()));
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
