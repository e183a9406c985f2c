package dev.loxodonta.ingest.saga.departed;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Leases deleted projects of a shard. Locks their rows, passing over locked ones. */
final class ClaimDepartures {

  private static final int AT_ONCE = 8;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT project_id, dimensions, metric, lease, settled
      FROM loxo_claim_departed(make_interval(secs => $1), $2)
      """;

  private ClaimDepartures() {}

  /** Returns them. */
  static Mono<List<Departure>> run(NodeSession session, Duration lease) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", lease.toMillis() / 1_000.0)
        .bind("$2", AT_ONCE)
        .execute()
        .concatMap(result -> result.map(ClaimDepartures::toDeparture))
        .collectList();
  }

  static Departure toDeparture(Readable row) {
    return new Departure(
        new Tenant(
            requireNonNull(row.get("project_id", Long.class)),
            requireNonNull(row.get("dimensions", Integer.class)),
            Metric.ofKey(requireNonNull(row.get("metric", String.class)))),
        requireNonNull(row.get("lease", UUID.class)),
        requireNonNull(row.get("settled", Boolean.class)));
  }
}
