package dev.loxodonta.ingest.event.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.WriteSession;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Makes the partitions of months that have none, by a function that runs as the owner. Locks the
 * making of months to the end of the transaction, which should do nothing else.
 */
public final class CreateEventMonths {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT count(*) FILTER (WHERE made) AS made
      FROM (SELECT loxo_create_event_month(t) AS made FROM unnest($1::timestamptz[]) AS t) m
      """;

  private CreateEventMonths() {}

  /** Returns how many were missing. */
  public static Mono<Long> run(WriteSession session, Collection<Instant> times) {
    Instant[] months =
        times.stream()
            .map(t -> t.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1))
            .distinct()
            .sorted()
            .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
            .toArray(Instant[]::new);
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", months)
        .execute()
        .concatMap(result -> result.map(row -> requireNonNull(row.get("made", Long.class))))
        .single();
  }
}
