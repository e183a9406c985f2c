package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Lets one transaction of a project at a time look for duplicates and write, so that two of them do
 * not both find a content missing. An advisory lock until the transaction ends; a statement of its
 * own, because the next one must see what the holder before wrote.
 */
public final class LockContents {

  /** Tells these locks from those on slots. */
  private static final int LOCK_CLASS = 1_819_244_656;

  @Language("SQL")
  private static final String SQL =
      "SELECT 1 FROM (SELECT pg_advisory_xact_lock($1, hashint8($2))) l";

  private LockContents() {}

  /** Completes when the lock is held. */
  public static Mono<Void> run(WriteSession session) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", LOCK_CLASS)
        .bind("$2", session.projectId())
        .execute()
        .concatMap(result -> result.map(row -> row.get(0)))
        .then();
  }
}
