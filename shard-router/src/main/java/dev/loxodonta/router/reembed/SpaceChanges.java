package dev.loxodonta.router.reembed;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.project.ProjectSpace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/** The table {@code catalog.reembeddings}. Statements go by the primary key. */
final class SpaceChanges {

  @Language("SQL")
  private static final String FIND =
      """
      SELECT operation_id, request_id, from_slot, from_model, from_dimensions, from_metric,
             model, dimensions, metric
      FROM catalog.reembeddings WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String PUT =
      """
      INSERT INTO catalog.reembeddings (project_id, operation_id, request_id, from_slot, from_model,
        from_dimensions, from_metric, model, dimensions, metric)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (project_id) DO UPDATE SET operation_id = excluded.operation_id,
        request_id = excluded.request_id, from_slot = excluded.from_slot,
        from_model = excluded.from_model, from_dimensions = excluded.from_dimensions,
        from_metric = excluded.from_metric, model = excluded.model,
        dimensions = excluded.dimensions, metric = excluded.metric, started_at = now()
      """;

  private SpaceChanges() {}

  /** Returns the last one of a project. */
  static Optional<SpaceChange> find(Connection catalog, long projectId) throws SQLException {
    return Sql.first(catalog, FIND, SpaceChanges::toChange, projectId);
  }

  /** Writes the last one of a project. */
  static void put(Connection catalog, long projectId, SpaceChange change) throws SQLException {
    Sql.update(
        catalog,
        PUT,
        projectId,
        change.operationId(),
        change.requestId().orElse(null),
        change.fromSlot(),
        change.from().model(),
        change.from().dimensions(),
        change.from().metric().key(),
        change.to().model(),
        change.to().dimensions(),
        change.to().metric().key());
  }

  private static SpaceChange toChange(ResultSet row) throws SQLException {
    return new SpaceChange(
        row.getObject("operation_id", UUID.class),
        Optional.ofNullable(row.getObject("request_id", UUID.class)),
        row.getInt("from_slot"),
        space(row, "from_"),
        space(row, ""));
  }

  private static ProjectSpace space(ResultSet row, String prefix) throws SQLException {
    return new ProjectSpace(
        row.getString(prefix + "model"),
        row.getInt(prefix + "dimensions"),
        Metric.ofKey(row.getString(prefix + "metric")));
  }
}
