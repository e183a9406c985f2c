package dev.loxodonta.postgres;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * One project's settings and counts, or a row of nulls. Primary-key lookups on {@code projects} and
 * {@code project_counts} under row security; one round trip. The joins must be outer ones: under an
 * inner join PostgreSQL looks at the tenant before {@code set_config} has run.
 */
final class SelectProject {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT p.project_id, p.slot, p.model, p.dimensions, p.metric, p.text_language::text AS language,
             p.vector_index, p.bm25_language = p.text_language AS has_bm25,
             COALESCE(c.memories, 0) AS memories, COALESCE(c.vectors, 0) AS vectors,
             p.second_name, p.second_model, p.second_dimensions, p.second_metric,
             p.second_metadata_key
      FROM (SELECT set_config('loxo.project', $2, true) OFFSET 0) s
      LEFT JOIN LATERAL (SELECT * FROM projects WHERE project_id = $1 AND state = 'active') p ON true
      LEFT JOIN LATERAL (SELECT * FROM project_counts WHERE project_id = $1) c ON true
      """;

  private SelectProject() {}

  static Mono<Project> run(PostgresqlConnection connection, long projectId) {
    return connection
        .createStatement(SQL)
        .bind("$1", projectId)
        .bind("$2", Long.toString(projectId))
        .execute()
        .concatMap(result -> result.map(SelectProject::toProject))
        .flatMap(Mono::justOrEmpty)
        .singleOrEmpty();
  }

  static Optional<Project> toProject(Readable row) {
    Long projectId = row.get("project_id", Long.class);
    return projectId == null ? Optional.empty() : Optional.of(settings(projectId, row));
  }

  private static Project settings(long projectId, Readable row) {
    return new Project(
        projectId,
        number(row, "slot").intValue(),
        text(row, "model"),
        number(row, "dimensions").intValue(),
        Metric.ofKey(text(row, "metric")),
        text(row, "language"),
        Optional.ofNullable(row.get("vector_index", String.class)),
        Boolean.TRUE.equals(row.get("has_bm25", Boolean.class))
            ? TextIndexKind.BM25
            : TextIndexKind.GIN,
        number(row, "memories").longValue(),
        number(row, "vectors").longValue(),
        Optional.ofNullable(row.get("second_name", String.class)).map(name -> second(name, row)));
  }

  private static SecondSpace second(String name, Readable row) {
    return new SecondSpace(
        name,
        text(row, "second_model"),
        number(row, "second_dimensions").intValue(),
        Metric.ofKey(text(row, "second_metric")),
        Optional.ofNullable(row.get("second_metadata_key", String.class)));
  }

  private static Number number(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Number.class));
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
