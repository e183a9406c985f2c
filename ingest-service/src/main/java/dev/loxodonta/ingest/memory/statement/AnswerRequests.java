package dev.loxodonta.ingest.memory.statement;

import com.google.protobuf.ByteString;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Stores the answers of requests that this transaction claimed. The ids stand in the condition,
 * too, so that the primary key is used whatever the planner thinks of the table.
 */
public final class AnswerRequests {

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE request_log l SET response = r.response
      FROM unnest($2::uuid[], $3::text[]::bytea[]) AS r (request_id, response)
      WHERE l.slot = %d AND l.project_id = $1 AND l.request_id = ANY($2::uuid[])
        AND l.request_id = r.request_id
      """;

  private AnswerRequests() {}

  /** Completes when they are stored. */
  public static Mono<Void> run(WriteSession session, Map<UUID, ByteString> responses) {
    List<Map.Entry<UUID, ByteString>> rows = List.copyOf(responses.entrySet());
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", rows.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
        .bind("$3", rows.stream().map(r -> Bytes.toText(r.getValue())).toArray(String[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }
}
