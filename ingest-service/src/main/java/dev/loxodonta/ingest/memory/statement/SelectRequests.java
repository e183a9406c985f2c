package dev.loxodonta.ingest.memory.statement;

import com.google.protobuf.ByteString;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** The stored answers of requests, by primary key. */
public final class SelectRequests {

  /**
   * A request that was answered.
   *
   * @param key its id and content
   * @param response the answer, a protobuf message
   */
  public record Answered(RequestKey key, ByteString response) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT request_id, fingerprint, response
      FROM request_log
      WHERE slot = %d AND project_id = $1 AND request_id = ANY($2::uuid[])
      """;

  private SelectRequests() {}

  /** Returns the answers by request id. */
  public static Mono<Map<UUID, Answered>> run(WriteSession session, Collection<UUID> requestIds) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", requestIds.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(SelectRequests::toAnswered))
        .collectMap(a -> a.key().requestId());
  }

  static Answered toAnswered(Readable row) {
    return new Answered(
        new RequestKey(
            Objects.requireNonNull(row.get("request_id", UUID.class)), bytes(row, "fingerprint")),
        bytes(row, "response"));
  }

  private static ByteString bytes(Readable row, String column) {
    return ByteString.copyFrom(Objects.requireNonNull(row.get(column, ByteBuffer.class)));
  }
}
