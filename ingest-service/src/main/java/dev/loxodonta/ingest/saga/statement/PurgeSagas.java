package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.postgres.NodeSession;
import java.time.Duration;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Removes ended sagas of a shard that are old. Index: {@code saga_ended}. */
public final class PurgeSagas {

  @Language("SQL")
  private static final String SQL =
      "SELECT loxo_purge_sagas(make_interval(secs => $1), $2) AS purged";

  private PurgeSagas() {}

  /** Returns how many went. */
  public static Mono<Long> run(NodeSession session, Duration kept, int limit) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", kept.toMillis() / 1_000.0)
        .bind("$2", limit)
        .execute()
        .concatMap(result -> result.map(row -> row.get("purged", Long.class)))
        .single();
  }
}
