package dev.loxodonta.ingest.pending;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Leases rows of one table of one project that wait for a model's vector; nothing when none does.
 */
final class ClaimPending {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT project_id, source, memory_id, lease
      FROM loxo_claim_pending($1, $2, $3, $4 * interval '1 millisecond')
      """;

  private record Row(long projectId, Source source, UUID id, UUID lease) {}

  private ClaimPending() {}

  /**
   * Returns the claim.
   *
   * @param after the project behind which the turn goes on
   */
  static Mono<Claim> run(NodeSession session, String model, long after, PendingConfig config) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", model)
        .bind("$2", after)
        .bind("$3", config.batch())
        .bind("$4", (double) config.lease().toMillis())
        .execute()
        .concatMap(result -> result.map(ClaimPending::toRow))
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(ClaimPending::toClaim);
  }

  private static Claim toClaim(List<Row> rows) {
    Row first = rows.get(0);
    return new Claim(
        first.projectId, first.source, first.lease, rows.stream().map(Row::id).toList());
  }

  private static Row toRow(Readable row) {
    return new Row(
        Objects.requireNonNull(row.get("project_id", Long.class)),
        Source.of(Objects.requireNonNull(row.get("source", String.class))),
        Objects.requireNonNull(row.get("memory_id", UUID.class)),
        Objects.requireNonNull(row.get("lease", UUID.class)));
  }
}
