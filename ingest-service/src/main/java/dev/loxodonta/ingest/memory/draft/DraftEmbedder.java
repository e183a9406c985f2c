package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes the vectors of drafts that came without one. Thread-safe; computes on threads of its own.
 */
@Singleton
public final class DraftEmbedder {

  private final EmbedderCatalog catalog;

  /** Takes the models that this process runs. */
  public DraftEmbedder(EmbedderCatalog catalog) {
    this.catalog = catalog;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return Space.of(project, catalog.forWrites(project.model()).isPresent());
  }

  /**
   * Returns the drafts in the same order, each with a vector.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   */
  public Mono<List<MemoryDraft>> embed(Project project, List<MemoryDraft> drafts) {
    List<String> texts =
        drafts.stream().filter(d -> d.embedding() == null).map(MemoryDraft::content).toList();
    if (texts.isEmpty()) {
      return Mono.just(drafts);
    }
    return vectors(project, texts).map(vectors -> filled(drafts, vectors));
  }

  /** Returns the vectors of texts in the same order; fails as {@link #embed} does. */
  public Mono<List<Halfvec>> vectors(Project project, List<String> texts) {
    Embedder embedder = catalog.forWrites(project.model()).orElse(null);
    return embedder == null
        ? Mono.error(unavailable("the model " + project.model() + " does not run here", null))
        : embedder
            .embed(texts)
            .map(vectors -> vectors.stream().map(Halfvec::new).toList())
            .onErrorMap(EmbeddingException.class, DraftEmbedder::translate);
  }

  private static List<MemoryDraft> filled(List<MemoryDraft> drafts, List<Halfvec> vectors) {
    Iterator<Halfvec> next = vectors.iterator();
    List<MemoryDraft> filled = new ArrayList<>(drafts.size());
    for (MemoryDraft draft : drafts) {
      filled.add(draft.embedding() == null ? draft.withEmbedding(next.next()) : draft);
    }
    return filled;
  }

  private static Throwable translate(EmbeddingException failure) {
    return switch (failure.reason()) {
      case QUEUE_FULL ->
          ServiceException.builder(
                  ErrorReason.OVERLOADED, "more texts wait for their embedding than there is room")
              .cause(failure)
              .build();
      case MODEL_UNAVAILABLE, CLOSED -> unavailable("the embedding model is not there", failure);
      case EMPTY_TEXT, TOO_MANY_TEXTS, MODEL_FAILED -> failure;
    };
  }

  private static ServiceException unavailable(String message, @Nullable Throwable cause) {
    return ServiceException.builder(ErrorReason.EMBEDDING_UNAVAILABLE, message)
        .cause(cause)
        .build();
  }
}
