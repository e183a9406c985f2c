package dev.loxodonta.embedding.endpoint;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a request to an endpoint failed. */
public final class EndpointException extends RuntimeException {

  /** What went wrong. */
  public enum Kind {
    /** 429: too many requests. */
    THROTTLED(true),
    /** 5xx, no connection or no answer in time. */
    AWAY(true),
    /** 400, 413 or 422: a text or the request is not to the endpoint's liking. */
    REFUSED_TEXT(false),
    /** Another 4xx, as for a wrong key or an unknown model. */
    REFUSED(false),
    /**
     * An answer that is none: a wrong number or size of what was asked for, or no finite numbers.
     */
    WRONG_ANSWER(false);

    private final boolean passing;

    Kind(boolean passing) {
      this.passing = passing;
    }
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  /**
   * Makes a failure.
   *
   * @param message for the operator; may quote the endpoint
   */
  public EndpointException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  EndpointException(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** Returns the failure of an endpoint that was silent for too long. */
  public static EndpointException noAnswerWithin(Duration time) {
    return new EndpointException(Kind.AWAY, "no answer within " + time, null);
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns whether another attempt may succeed. */
  boolean isPassing() {
    return kind.passing;
  }

  /** Returns whether the endpoint itself is in a bad state: then it is left alone for a while. */
  boolean isOfEndpoint() {
    return kind == Kind.AWAY || kind == Kind.REFUSED || kind == Kind.WRONG_ANSWER;
  }

  /** Returns how long the endpoint asks to be left alone. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
