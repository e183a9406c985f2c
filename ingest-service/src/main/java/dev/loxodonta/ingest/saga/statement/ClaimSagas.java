package dev.loxodonta.ingest.saga.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Leases sagas of any project that are due. Locks their rows, passing over locked ones. */
public final class ClaimSagas {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT project_id, saga_id, lease_token
      FROM loxo_claim_sagas($1, make_interval(secs => $2), $3)
      """;

  private ClaimSagas() {}

  /** Returns the claims. */
  public static Mono<List<Claim>> run(
      NodeSession session, String worker, Duration lease, int limit) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", worker)
        .bind("$2", lease.toMillis() / 1_000.0)
        .bind("$3", limit)
        .execute()
        .concatMap(result -> result.map(ClaimSagas::toClaim))
        .collectList();
  }

  static Claim toClaim(Readable row) {
    return new Claim(
        requireNonNull(row.get("project_id", Long.class)),
        requireNonNull(row.get("saga_id", UUID.class)),
        requireNonNull(row.get("lease_token", UUID.class)));
  }
}
