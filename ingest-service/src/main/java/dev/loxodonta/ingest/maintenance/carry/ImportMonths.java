package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchiveFailures;
import dev.loxodonta.ingest.event.statement.CreateEventMonths;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.postgres.ShardWriter;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Makes the months of events that an archive needs, in a transaction of its own before the import:
 * the making of months locks. Empty months that an import leaves behind are no harm. Thread-safe.
 */
@Singleton
final class ImportMonths {

  private static final String OUT_OF_BOUNDS = "22008";

  private final ShardWriter writer;

  ImportMonths(ShardWriter writer) {
    this.writer = writer;
  }

  /** Makes what is missing; fails with ARCHIVE_INVALID for a month that cannot be. */
  Mono<Void> make(long projectId, List<String> months) {
    if (months.isEmpty()) {
      return Mono.empty();
    }
    List<Instant> times = months.stream().map(ImportMonths::start).toList();
    return writer
        .write(projectId, session -> CreateEventMonths.run(session, times))
        .then()
        .onErrorMap(ImportMonths::isOutOfBounds, e -> outOfBounds(months, e));
  }

  private static Instant start(String month) {
    try {
      return YearMonth.parse(month).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw ArchiveFailures.invalid("'" + month + "' is no month", e);
    }
  }

  private static boolean isOutOfBounds(Throwable failure) {
    return RowFailures.sqlState(failure).filter(OUT_OF_BOUNDS::equals).isPresent();
  }

  private static Throwable outOfBounds(List<String> months, Throwable cause) {
    return ArchiveFailures.invalid("no events can be kept for one of " + months, cause);
  }
}
