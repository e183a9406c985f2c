package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Claims request ids for this transaction. Returns those that it got; the others belong to an
 * earlier request, which has ended: a claim waits for a transaction that holds the same id. An id
 * older than 24 hours is free again.
 */
public final class ClaimRequests {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO request_log AS l (slot, project_id, request_id, fingerprint, response)
      SELECT %d, $1, r.request_id, r.fingerprint, ''
      FROM unnest($2::uuid[], $3::text[]::bytea[]) AS r (request_id, fingerprint)
      ON CONFLICT (slot, project_id, request_id) DO UPDATE
        SET fingerprint = excluded.fingerprint, response = '', created_at = now()
        WHERE l.created_at < now() - interval '24 hours'
      RETURNING l.request_id
      """;

  private ClaimRequests() {}

  /** Returns the ids that are ours; the keys carry each id once. */
  public static Mono<Set<UUID>> run(WriteSession session, List<RequestKey> keys) {
    List<RequestKey> rows =
        keys.stream().sorted(Comparator.comparing(RequestKey::requestId)).toList();
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", rows.stream().map(RequestKey::requestId).toArray(UUID[]::new))
        .bind("$3", rows.stream().map(k -> Bytes.toText(k.fingerprint())).toArray(String[]::new))
        .execute()
        .concatMap(result -> result.map(row -> row.get("request_id", UUID.class)))
        .collect(Collectors.toSet());
  }
}
