package dev.loxodonta.ingest.maintenance.carry;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Begins an import in its transaction: keeps a second import off the project to the end of the
 * transaction by an advisory lock, looks that the project holds nothing, reads the OIDs of the
 * text-search configurations, and becomes {@code loxo_loader}, since COPY cannot run under row
 * security, without limits on time. Three round trips.
 */
final class PrepareImport {

  @Language("SQL")
  private static final String LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('loxo.import', $1)) AS free";

  @Language("SQL")
  private static final String LANGUAGES =
      "SELECT oid::regconfig::text AS name, oid::int8 AS oid FROM pg_ts_config";

  @Language("SQL")
  private static final String ROLE =
      """
      SELECT set_config('role', 'loxo_loader', true), set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true)
      """;

  @Language("SQL")
  private static final String OWN_ROLE = "SELECT set_config('role', 'none', true)";

  private PrepareImport() {}

  /** Returns the OIDs of the text-search configurations by name. */
  static Mono<Map<String, Integer>> run(WriteSession session) {
    return lock(session)
        .then(Mono.defer(() -> requireEmpty(session)))
        .then(Mono.defer(() -> languages(session)))
        .flatMap(languages -> set(session, ROLE).thenReturn(languages));
  }

  /** Becomes the service's own role again. */
  static Mono<Void> end(WriteSession session) {
    return set(session, OWN_ROLE);
  }

  private static Mono<Void> lock(WriteSession session) {
    return session
        .connection()
        .createStatement(LOCK)
        .bind("$1", session.projectId())
        .execute()
        .concatMap(result -> result.map(row -> requireNonNull(row.get("free", Boolean.class))))
        .single()
        .flatMap(free -> free ? Mono.empty() : Mono.error(inProgress(session.projectId())));
  }

  /** Fails with PROJECT_NOT_EMPTY when the project has records of any kind. */
  static Mono<Void> requireEmpty(WriteSession session) {
    String kinds =
        Arrays.stream(RecordKind.values())
            .map(
                kind ->
                    "SELECT '%s' AS kind WHERE EXISTS (SELECT FROM %s)"
                        .formatted(kind.table(), ProjectRows.from(kind, session.slot())))
            .collect(Collectors.joining(" UNION ALL "));
    return session
        .connection()
        .createStatement(kinds)
        .bind("$1", session.projectId())
        .execute()
        .concatMap(result -> result.map(row -> requireNonNull(row.get("kind", String.class))))
        .collectList()
        .flatMap(
            found ->
                found.isEmpty()
                    ? Mono.empty()
                    : Mono.error(notEmpty(session.projectId(), String.join(", ", found))));
  }

  private static Mono<Map<String, Integer>> languages(WriteSession session) {
    return session
        .connection()
        .createStatement(LANGUAGES)
        .execute()
        .concatMap(result -> result.map(PrepareImport::toLanguage))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static Map.Entry<String, Integer> toLanguage(Readable row) {
    return Map.entry(
        requireNonNull(row.get("name", String.class)),
        requireNonNull(row.get("oid", Long.class)).intValue());
  }

  private static Mono<Void> set(WriteSession session, @Language("SQL") String statement) {
    return session
        .connection()
        .createStatement(statement)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }

  private static ServiceException inProgress(long projectId) {
    return ServiceException.of(
        ErrorReason.RUN_IN_PROGRESS, "another import into project " + projectId + " is running");
  }

  private static ServiceException notEmpty(long projectId, String kinds) {
    return ServiceException.builder(
            ErrorReason.PROJECT_NOT_EMPTY,
            "project " + projectId + " already has " + kinds + "; an import needs an empty project")
        .metadata("project_id", projectId)
        .metadata("kinds", kinds)
        .build();
  }
}
