package dev.loxodonta.ingest.reembed;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Leases rows of one project that are to get a model's vector; nothing when none is due. */
final class ClaimTexts {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT project_id, target_slot, source, id, lease
      FROM loxo_claim_reembedding($1, $2, $3, $4 * interval '1 millisecond')
      """;

  private record Row(long projectId, int targetSlot, String source, UUID id, UUID lease) {}

  private ClaimTexts() {}

  /** Returns the lease. */
  static Mono<Lease> run(NodeSession session, String model, int dimensions, ReembedConfig config) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", model)
        .bind("$2", dimensions)
        .bind("$3", config.batch())
        .bind("$4", (double) config.lease().toMillis())
        .execute()
        .concatMap(result -> result.map(ClaimTexts::toRow))
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(ClaimTexts::toLease);
  }

  private static Lease toLease(List<Row> rows) {
    Row first = rows.get(0);
    return new Lease(
        first.projectId,
        first.targetSlot,
        first.source,
        first.lease,
        rows.stream().map(Row::id).toList());
  }

  private static Row toRow(Readable row) {
    return new Row(
        Objects.requireNonNull(row.get("project_id", Long.class)),
        Objects.requireNonNull(row.get("target_slot", Integer.class)),
        Objects.requireNonNull(row.get("source", String.class)),
        Objects.requireNonNull(row.get("id", UUID.class)),
        Objects.requireNonNull(row.get("lease", UUID.class)));
  }
}
