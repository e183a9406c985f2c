package dev.loxodonta.ingest.pending;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** The texts of rows that are there and have no vector. Index: the primary key. */
final class SelectPending {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, m.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT id, %3$s AS version, content FROM %4$s
        WHERE slot = %2$d AND project_id = $2 AND id = ANY($3::uuid[]) AND embedding IS NULL
      ) m ON true
      """;

  /**
   * A row that waits.
   *
   * @param id its id
   * @param version its version when it was read; with another one the text may be another
   * @param content its text
   */
  record Waiting(UUID id, long version, String content) {}

  private SelectPending() {}

  /** Returns those that are there. */
  static Mono<Seen<List<Waiting>>> run(
      NodeSession session, Location location, Source source, Collection<UUID> ids) {
    int slot = location.slot().slot();
    return session
        .connection()
        .createStatement(
            SQL.formatted(Seen.SESSION.formatted(slot), slot, source.version(), source.table()))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", ids.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(SelectPending::toSeen))
        .collectList()
        .map(Seen::of);
  }

  private static Seen<Optional<Waiting>> toSeen(Readable row) {
    Optional<Waiting> waiting =
        Optional.ofNullable(row.get("id", UUID.class)).map(id -> toWaiting(id, row));
    return new Seen<>(row.get("slot_epoch", Long.class), waiting);
  }

  private static Waiting toWaiting(UUID id, Readable row) {
    return new Waiting(
        id,
        Objects.requireNonNull(row.get("version", Long.class)),
        Objects.requireNonNull(row.get("content", String.class)));
  }
}
