package dev.loxodonta.search.query;

import com.google.protobuf.Duration;
import dev.loxodonta.service.error.FieldChecks;

/** Turns the age at which recency is one half into a rate. Stateless. */
final class HalfLife {

  /** Of a half-life of 30 days. */
  static final double DEFAULT_RATE_PER_DAY = Math.log(2) / 30;

  private static final java.time.Duration MIN = java.time.Duration.ofMinutes(10);
  private static final java.time.Duration MAX = java.time.Duration.ofDays(36_500);
  private static final double SECONDS_PER_DAY = 86_400;

  private HalfLife() {}

  /**
   * Returns the rate per day.
   *
   * @param hasRate whether the caller gave a rate as well, which is refused
   */
  static double rate(Duration halfLife, boolean hasRate, FieldChecks checks) {
    if (hasRate) {
      checks.violation("half_life", "was given beside decay_rate_per_day; allowed is one of them");
    }
    java.time.Duration checked = checks.duration("half_life", halfLife, MIN, MAX);
    return checked == null
        ? DEFAULT_RATE_PER_DAY
        : Math.log(2) / (checked.toMillis() / 1_000.0 / SECONDS_PER_DAY);
  }
}
