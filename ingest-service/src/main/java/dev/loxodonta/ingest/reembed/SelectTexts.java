package dev.loxodonta.ingest.reembed;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * The texts of rows that are there and have no vector: of the target slot, or of a table without
 * slots. Index: the primary key.
 */
final class SelectTexts {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT m.*
      FROM (SELECT set_config('loxo.project', $1, true) OFFSET 0) s
      LEFT JOIN LATERAL (
        SELECT id, %2$s AS content, md5(%2$s) AS fingerprint FROM %1$s
        WHERE %3$s project_id = $2 AND id = ANY($3::uuid[]) AND embedding IS NULL
      ) m ON true
      """;

  /**
   * A row that is to get a vector.
   *
   * @param id its id
   * @param content its text
   * @param fingerprint tells whether the text is still the same
   */
  record Text(UUID id, String content, String fingerprint) {}

  private SelectTexts() {}

  /** Returns those that are there. */
  static Mono<List<Text>> run(NodeSession session, Lease lease) {
    return session
        .connection()
        .createStatement(sql(lease))
        .bind("$1", Long.toString(lease.projectId()))
        .bind("$2", lease.projectId())
        .bind("$3", lease.rows().toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(SelectTexts::toText))
        .concatMap(Mono::justOrEmpty)
        .collectList();
  }

  private static String sql(Lease lease) {
    String slot = "slot = " + lease.targetSlot() + " AND";
    return switch (lease.source()) {
      case "memories" -> SQL.formatted("memories", "content", slot);
      case "chunks" -> SQL.formatted("chunks", "content", slot);
      case "entities" -> SQL.formatted("entities", "name", "");
      case "structured_data" -> SQL.formatted("structured_data", "text_representation", "");
      case "episodic_events" -> SQL.formatted("episodic_events", "content", "");
      default -> throw new IllegalStateException("no texts of " + lease.source());
    };
  }

  private static Optional<Text> toText(Readable row) {
    return Optional.ofNullable(row.get("id", UUID.class))
        .map(
            id ->
                new Text(
                    id,
                    Objects.requireNonNull(row.get("content", String.class)),
                    Objects.requireNonNull(row.get("fingerprint", String.class))));
  }
}
