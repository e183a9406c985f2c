package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import java.util.Collection;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Lets one transaction at a time write the values of some fact keys, so that two of them do not
 * both find the same value to supersede. Advisory locks until the transaction ends, at most 64 of a
 * project: keys share them by hash. Taken in order; a statement of its own, because the next one
 * must see what the holder before wrote.
 */
public final class LockFacts {

  /** Tells these locks from those on slots and contents. */
  private static final int LOCK_CLASS = 1_819_244_657;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT pg_advisory_xact_lock($1, l.bucket)
      FROM (
        SELECT DISTINCT hashtext($2::text || '/' || (hashtext(k) & 63)) AS bucket
        FROM unnest($3::text[]) k ORDER BY 1 OFFSET 0
      ) l
      """;

  private LockFacts() {}

  /** Completes when the locks are held. */
  public static Mono<Void> run(WriteSession session, Collection<String> factKeys) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", LOCK_CLASS)
        .bind("$2", Long.toString(session.projectId()))
        .bind("$3", factKeys.toArray(String[]::new))
        .execute()
        .concatMap(result -> result.map(row -> 1))
        .then();
  }
}
