package dev.loxodonta.topology;

import java.time.Duration;
import java.util.Optional;

/**
 * How fresh a read must be.
 *
 * @param token the write that it must see
 * @param maxStaleness the largest age of the data; absent means {@link #DEFAULT_STALENESS}, which
 *     gives way when the primary is gone
 * @param primaryOnly whether only the primary may answer
 */
public record ReadNeed(
    Optional<WriteToken> token, Optional<Duration> maxStaleness, boolean primaryOnly) {

  /** How old a replica's data may be when the caller says nothing. */
  public static final Duration DEFAULT_STALENESS = Duration.ofSeconds(10);

  /** Any replica that is not far behind. */
  public static final ReadNeed DEFAULT = new ReadNeed(Optional.empty(), Optional.empty(), false);

  /** The primary and nothing else. */
  public static final ReadNeed PRIMARY = new ReadNeed(Optional.empty(), Optional.empty(), true);

  /** Returns the age that a replica may have. */
  public Duration staleness() {
    return maxStaleness.orElse(DEFAULT_STALENESS);
  }

  /** Returns whether a replica of unknown age may answer when nothing else does. */
  public boolean lenient() {
    return !primaryOnly && token.isEmpty() && maxStaleness.isEmpty();
  }
}
