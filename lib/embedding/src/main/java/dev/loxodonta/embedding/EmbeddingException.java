package dev.loxodonta.embedding;

import org.jspecify.annotations.Nullable;

/** Says why texts were not embedded. */
public final class EmbeddingException extends RuntimeException {

  /** What went wrong, for callers to decide by. */
  public enum Reason {
    /** A text is blank: the request is wrong. */
    EMPTY_TEXT,
    /** More texts than one call may carry: split the call. */
    TOO_MANY_TEXTS,
    /** The queue is full: try again in a moment. */
    QUEUE_FULL,
    /**
     * The model could not be loaded, or its endpoint does not answer, throttles for too long or
     * answers wrongly: try again later, an operator has to look when it stays so.
     */
    MODEL_UNAVAILABLE,
    /** The model failed on a text, or its endpoint refuses one. */
    MODEL_FAILED,
    /** The embedder is closed: the process is going down. */
    CLOSED
  }

  private final Reason reason;

  /** Says why, without a cause. */
  public EmbeddingException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Says why. */
  public EmbeddingException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns what went wrong. */
  public Reason reason() {
    return reason;
  }
}
