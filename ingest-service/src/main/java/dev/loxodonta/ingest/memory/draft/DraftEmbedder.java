package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Makes the vectors of drafts that came without one. Thread-safe; computes on threads of its own.
 */
@Singleton
public final class DraftEmbedder {

  private static final Logger log = LoggerFactory.getLogger(DraftEmbedder.class);

  private final EmbedderCatalog catalog;

  /** Takes the models that this process runs. */
  public DraftEmbedder(EmbedderCatalog catalog) {
    this.catalog = catalog;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return Space.of(project, embedder(project.model(), project.dimensions()).isPresent());
  }

  /**
   * Returns the drafts in the same order, each with its vector but for those that want none now.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   */
  public Mono<List<MemoryDraft>> embed(Project project, List<MemoryDraft> drafts) {
    List<String> texts =
        drafts.stream().filter(MemoryDraft::awaitsVector).map(MemoryDraft::content).toList();
    if (texts.isEmpty()) {
      return Mono.just(drafts);
    }
    return vectors(project, texts).map(vectors -> filled(drafts, vectors));
  }

  /**
   * Does what {@link #embed} does, but where the model fails, drafts stay without their vector and
   * are marked to get it later.
   *
   * <p>Fails with OVERLOADED.
   */
  public Mono<List<MemoryDraft>> embedOrLater(Project project, List<MemoryDraft> drafts) {
    return embed(project, drafts)
        .onErrorResume(DraftEmbedder::isOfModel, e -> Mono.just(later(project, drafts, e)));
  }

  /** Returns whether the model, and not the request or the load, made a call fail. */
  public static boolean isOfModel(Throwable failure) {
    return switch (failure) {
      case ServiceException e -> e.reason() == ErrorReason.EMBEDDING_UNAVAILABLE;
      case EmbeddingException e -> e.reason() == EmbeddingException.Reason.MODEL_FAILED;
      default -> false;
    };
  }

  private static List<MemoryDraft> later(
      Project project, List<MemoryDraft> drafts, Throwable failure) {
    log.debug("texts of project {} wait for their vectors", project.projectId(), failure);
    return drafts.stream().map(d -> d.awaitsVector() ? d.embeddedLater() : d).toList();
  }

  /** Returns the vectors of texts in the same order; fails as {@link #embed} does. */
  public Mono<List<Halfvec>> vectors(Project project, List<String> texts) {
    return vectors(project.model(), project.dimensions(), texts);
  }

  /** Returns the vectors of texts in a second space; fails as {@link #embed} does. */
  public Mono<List<Halfvec>> vectors(SecondSpace space, List<String> texts) {
    return vectors(space.model(), space.dimensions(), texts);
  }

  /** Returns whether the model of a second space runs here. */
  public boolean embeds(SecondSpace space) {
    return embedder(space.model(), space.dimensions()).isPresent();
  }

  private Mono<List<Halfvec>> vectors(String model, int dimensions, List<String> texts) {
    return embedder(model, dimensions)
        .map(embedder -> embedder.embed(texts))
        .orElseGet(() -> Mono.error(unavailable(absent(model, dimensions), null)))
        .map(vectors -> vectors.stream().map(Halfvec::new).toList())
        .onErrorMap(EmbeddingException.class, DraftEmbedder::translate);
  }

  /** Returns a model, unless that makes vectors of another size here. */
  private Optional<Embedder> embedder(String model, int dimensions) {
    return catalog.forWrites(model).filter(e -> e.dimensions() == dimensions);
  }

  private static String absent(String model, int dimensions) {
    return "the model %s with %d dimensions does not run here".formatted(model, dimensions);
  }

  private static List<MemoryDraft> filled(List<MemoryDraft> drafts, List<Halfvec> vectors) {
    Iterator<Halfvec> next = vectors.iterator();
    List<MemoryDraft> filled = new ArrayList<>(drafts.size());
    for (MemoryDraft draft : drafts) {
      filled.add(draft.awaitsVector() ? draft.withEmbedding(next.next()) : draft);
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
      case MODEL_UNAVAILABLE, CLOSED ->
          unavailable("the embedding model is not there: " + failure.getMessage(), failure);
      case EMPTY_TEXT, TOO_MANY_TEXTS, MODEL_FAILED -> failure;
    };
  }

  private static ServiceException unavailable(String message, @Nullable Throwable cause) {
    return ServiceException.builder(ErrorReason.EMBEDDING_UNAVAILABLE, message)
        .cause(cause)
        .build();
  }
}
