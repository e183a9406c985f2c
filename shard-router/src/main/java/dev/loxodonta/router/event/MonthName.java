package dev.loxodonta.router.event;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The name of a month's partition, {@code episodic_events_202611}. Pure. */
final class MonthName {

  private static final String PREFIX = "episodic_events_";
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");

  private MonthName() {}

  /** Returns the first instant after the month, in UTC. */
  static Instant end(String name) {
    return YearMonth.parse(name.substring(PREFIX.length()), MONTH)
        .plusMonths(1)
        .atDay(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
