package dev.loxodonta.ingest.memory.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.WriteSession;
import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.intellij.lang.annotations.Language;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Copies rows of {@link CopyRows} into {@code memories}. PostgreSQL does not allow COPY under row
 * security, so the transaction becomes {@code loxo_loader} for it, a role that may insert and
 * nothing else. The role's statement timeout is lifted, since texts may take minutes to embed; a
 * silent caller is cut off by {@code load-idle}. Three round trips and the data.
 */
public final class CopyMemories {

  @Language("SQL")
  private static final String START =
      """
      SELECT text_language::oid::int8 AS language, now() AS started_at
      FROM projects WHERE project_id = $1
      """;

  @Language("SQL")
  private static final String ROLE =
      """
      SELECT set_config('role', 'loxo_loader', true), set_config('statement_timeout', '0', true)
      """;

  @Language("SQL")
  private static final String SQL =
      """
      COPY memories (slot, project_id, id, created_at, importance, memory_type, session_id,
        valid_from, valid_to, expires_at, text_language, embedding, content, metadata, updated_at)
      FROM STDIN WITH (FORMAT binary)
      """;

  private CopyMemories() {}

  /** Returns the writer of the rows of a session's transaction. */
  public static Mono<CopyRows> rows(WriteSession session) {
    return session
        .connection()
        .createStatement(START)
        .bind("$1", session.projectId())
        .execute()
        .concatMap(result -> result.map(row -> rows(session, row)))
        .single();
  }

  private static CopyRows rows(WriteSession session, Readable row) {
    return new CopyRows(
        session.slot(),
        session.projectId(),
        requireNonNull(row.get("language", Long.class)).intValue(),
        requireNonNull(row.get("started_at", Instant.class)));
  }

  /**
   * Returns how many rows were copied. The input must end soon after this has failed or was
   * cancelled: the connection is not free before.
   */
  public static Mono<Long> run(WriteSession session, Publisher<ByteBuf> rows) {
    Flux<Long> role =
        session
            .connection()
            .createStatement(ROLE)
            .execute()
            .concatMap(PostgresqlResult::getRowsUpdated);
    return role.then(Mono.defer(() -> copy(session, rows)));
  }

  /** Each buffer is a message of its own; {@code from} would join all of them into one. */
  private static Mono<Long> copy(WriteSession session, Publisher<ByteBuf> rows) {
    return session.connection().copyIn(SQL).fromMany(Flux.from(rows).map(Mono::just)).build();
  }
}
