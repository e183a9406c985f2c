package dev.loxodonta.ingest.reembed;

import dev.loxodonta.ingest.reembed.SelectTexts.Text;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.NodeSession;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Gives rows of the target slot the vectors of their texts, and the lease back, in one statement. A
 * row whose text has changed, or that has a vector, stays as it is. Waits while the router copies
 * changes into the slot.
 */
final class FillTexts {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT loxo_fill_reembedding($1, $2, $3, $4, $5::uuid[], $6::uuid[], $7::text[],
        $8::halfvec[], $9::uuid[], $10::text[], $11, $12 * interval '1 millisecond') AS filled
      """;

  private FillTexts() {}

  /** Returns how many rows got a vector. */
  static Mono<Long> run(NodeSession session, Lease lease, Embedded texts, ReembedConfig config) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", lease.projectId())
        .bind("$2", lease.targetSlot())
        .bind("$3", lease.source())
        .bind("$4", lease.id())
        .bind("$5", lease.rows().toArray(UUID[]::new))
        .bind("$6", ids(texts.made()))
        .bind("$7", texts.made().stream().map(Text::fingerprint).toArray(String[]::new))
        .bind("$8", texts.vectors().toArray(Halfvec[]::new))
        .bind("$9", ids(texts.failed()))
        .bind("$10", texts.errors().toArray(String[]::new))
        .bind("$11", texts.modelAway())
        .bind("$12", (double) config.maxPause().toMillis())
        .execute()
        .concatMap(
            result -> result.map(row -> Objects.requireNonNull(row.get("filled", Long.class))))
        .single();
  }

  private static UUID[] ids(List<Text> texts) {
    return texts.stream().map(Text::id).toArray(UUID[]::new);
  }
}
