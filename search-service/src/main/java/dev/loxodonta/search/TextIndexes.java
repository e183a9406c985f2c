package dev.loxodonta.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.SqlStateTranslator;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Remembers for a minute which BM25 indexes PostgreSQL refused to use, as when one was dropped past
 * the router, its extension was taken off the server, or it is damaged: searches go by GIN then,
 * which finds the same and more. Thread-safe.
 */
@Singleton
final class TextIndexes {

  /** Why a search goes by GIN, for its report. */
  static final String UNUSABLE =
      "the BM25 index cannot be used, so the words' rarest are asked for";

  private static final Logger LOG = LoggerFactory.getLogger(TextIndexes.class);
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MAX_INDEXES = 10_000;

  private record Place(long projectId, int slot) {}

  /** A read by a BM25 index failed, and is to be repeated without it. */
  static final class UnusableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private UnusableException(Throwable cause) {
      super(UNUSABLE, cause);
    }
  }

  private final Cache<Place, Boolean> unusable =
      Caffeine.newBuilder().maximumSize(MAX_INDEXES).expireAfterWrite(KEPT).build();

  /** Returns whether a project's BM25 index was refused within the last minute. */
  boolean isUnusable(ProjectHome home) {
    return unusable.getIfPresent(place(home)) != null;
  }

  /**
   * Returns a read by a BM25 index that fails with {@link UnusableException} where PostgreSQL
   * refuses the statement, and otherwise as the read does.
   */
  <T> Mono<T> watch(ProjectHome home, Mono<T> read) {
    return read.onErrorMap(e -> refusal(e).isPresent(), e -> note(home, e));
  }

  private UnusableException note(ProjectHome home, Throwable failure) {
    LOG.warn(
        "The BM25 index of project {} in slot {} cannot be used; it is asked again in a minute: {}",
        home.project().projectId(),
        home.location().slot().slot(),
        refusal(failure).orElse(""));
    unusable.put(place(home), Boolean.TRUE);
    return new UnusableException(failure);
  }

  /** What PostgreSQL said about the statement itself, not about load, time or the connection. */
  private static Optional<String> refusal(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof ServiceException e
            && e.reason() == ErrorReason.INTERNAL
            && cause != null
        ? SqlStateTranslator.sqlState(cause).map(state -> state + " " + cause.getMessage())
        : Optional.empty();
  }

  private static Place place(ProjectHome home) {
    return new Place(home.project().projectId(), home.location().slot().slot());
  }
}
