package dev.loxodonta.ingest.consolidation.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** How many events a run has before it; counts up to a million. */
public final class CountEvents {

  private static final int MAX_COUNT = 1_000_000;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.total
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT count(*) AS total FROM (SELECT FROM episodic_events WHERE %2$s LIMIT %3$d) e
      ) h ON true
      """;

  private CountEvents() {}

  /** Returns the count, one element. */
  public static Mono<Seen<List<Long>>> run(
      NodeSession session, Location location, CompiledRecordFilter filter, boolean onlyNew) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()),
            UnconsolidatedEvents.condition(filter, onlyNew, parameters),
            MAX_COUNT);
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(CountEvents::toSeen))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<Long>> toSeen(Readable row) {
    return new Seen<>(
        row.get("slot_epoch", Long.class),
        Optional.of(requireNonNull(row.get("total", Long.class))));
  }
}
