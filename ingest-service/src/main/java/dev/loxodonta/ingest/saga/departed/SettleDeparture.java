package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.time.Duration;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Ends the lease of a deleted project. A lease that somebody else has taken over is left alone. */
final class SettleDeparture {

  private static final int MAX_ERROR = 500;

  @Language("SQL")
  private static final String SQL =
      "SELECT loxo_settle_departed($1, $2, make_interval(secs => $3)) AS settled";

  private SettleDeparture() {}

  /** Forgets the project: no store holds anything of it. */
  static Mono<Void> done(NodeSession session, UUID lease) {
    return run(session, lease, null, null);
  }

  /**
   * Lets it come again.
   *
   * @param failure why; null: to look once more
   * @param pause after what time, after the first attempt
   */
  static Mono<Void> again(
      NodeSession session, UUID lease, @Nullable Throwable failure, Duration pause) {
    String error = failure == null ? null : String.valueOf(failure).replace("\0", "");
    return run(session, lease, error, pause.toMillis() / 1_000.0);
  }

  private static Mono<Void> run(
      NodeSession session, UUID lease, @Nullable String error, @Nullable Double pauseSeconds) {
    PostgresqlStatement statement = session.connection().createStatement(SQL).bind("$1", lease);
    if (error == null) {
      statement.bindNull("$2", String.class);
    } else {
      statement.bind("$2", error.substring(0, Math.min(MAX_ERROR, error.length())));
    }
    if (pauseSeconds == null) {
      statement.bindNull("$3", Double.class);
    } else {
      statement.bind("$3", pauseSeconds);
    }
    return statement.execute().concatMap(PostgresqlResult::getRowsUpdated).then();
  }
}
