package dev.loxodonta.ingest.second;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes sure, behind the fence of a write, that the project still has the second space that a
 * vector was made for: the router changes it under the fence's other side, so that it stays to the
 * end of the transaction. One round trip; index: the primary key of {@code projects}.
 */
public final class RequireSecondSpace {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT count(*) > 0 AS same FROM projects
      WHERE project_id = $1 AND second_model = $2 AND second_dimensions = $3 AND second_metric = $4
      """;

  private RequireSecondSpace() {}

  /** Ends at once without a vector; fails with SPACE_CHANGED. */
  public static Mono<Void> run(WriteSession session, @Nullable SecondVector second) {
    return second == null ? Mono.empty() : run(session, second.space());
  }

  /** Fails with SPACE_CHANGED when the project has another second space or none. */
  public static Mono<Void> run(WriteSession session, SecondSpace space) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", space.model())
        .bind("$3", space.dimensions())
        .bind("$4", space.metric().key())
        .execute()
        .concatMap(result -> result.map(row -> requireNonNull(row.get("same", Boolean.class))))
        .single()
        .flatMap(same -> same ? Mono.empty() : Mono.error(changed(session, space)));
  }

  private static ServiceException changed(WriteSession session, SecondSpace space) {
    return ServiceException.builder(
            ErrorReason.SPACE_CHANGED,
            "the second space of project %d is no longer %s with %d dimensions"
                .formatted(session.projectId(), space.model(), space.dimensions()))
        .metadata("project_id", session.projectId())
        .build();
  }
}
