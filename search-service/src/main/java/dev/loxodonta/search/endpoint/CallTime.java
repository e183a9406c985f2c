package dev.loxodonta.search.endpoint;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The time that the caller allows, less a tenth, so that an answer with what came in time still
 * reaches the caller.
 *
 * @param deadline the caller's deadline; absent when it set none
 */
record CallTime(Optional<Deadline> deadline) implements Supplier<Optional<Duration>> {

  /** The time of a call without a deadline. */
  static final CallTime UNLIMITED = new CallTime(Optional.empty());

  private static final int KEPT_BACK = 10;

  /** Returns the time of the call that the current thread begins. */
  static CallTime ofThisCall() {
    return new CallTime(Optional.ofNullable(Context.current().getDeadline()));
  }

  /** Returns how long the service may still take; absent when the caller set no deadline. */
  @Override
  public Optional<Duration> get() {
    return deadline
        .map(d -> Math.max(0, d.timeRemaining(TimeUnit.NANOSECONDS)))
        .map(nanos -> Duration.ofNanos(nanos - nanos / KEPT_BACK));
  }
}
