package dev.loxodonta.router.project;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/** Second spaces in {@code catalog.projects} and in a shard's {@code projects}. */
final class SecondSpaceRows {

  private static final String CATALOG = "catalog.projects";
  private static final String SHARD = "public.projects";

  @Language("SQL")
  private static final String UPDATE =
      """
      UPDATE %s SET second_name = ?, second_model = ?, second_dimensions = ?, second_metric = ?,
        second_metadata_key = ?
      WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String SELECT =
      """
      SELECT second_name, second_model, second_dimensions, second_metric, second_metadata_key
      FROM public.projects WHERE project_id = ?
      """;

  /** No index has second vectors: reads all documents and entities of a project without any. */
  @Language("SQL")
  private static final String IN_USE =
      """
      SELECT 1 WHERE EXISTS (SELECT FROM documents
          WHERE slot = ? AND project_id = ? AND second_embedding IS NOT NULL)
        OR EXISTS (SELECT FROM entities WHERE project_id = ? AND second_embedding IS NOT NULL)
      """;

  private SecondSpaceRows() {}

  /** Writes it to the catalog. */
  static void updateCatalog(Connection catalog, long projectId, Optional<SecondSpace> space)
      throws SQLException {
    update(catalog, CATALOG, projectId, space);
  }

  /** Writes it to the shard. */
  static void updateShard(Connection shard, long projectId, Optional<SecondSpace> space)
      throws SQLException {
    update(shard, SHARD, projectId, space);
  }

  /** Returns what the shard has, if anything. */
  static Optional<SecondSpace> find(Connection shard, long projectId) throws SQLException {
    return Sql.first(shard, SELECT, SecondSpaceRows::toSpace, projectId).flatMap(space -> space);
  }

  /** Returns whether a document or an entity of the project has a second vector. */
  static boolean inUse(Connection shard, int slot, long projectId) throws SQLException {
    return Sql.exists(shard, IN_USE, slot, projectId, projectId);
  }

  /** Returns the space of a row of either table, if it has one. */
  static Optional<SecondSpace> toSpace(ResultSet row) throws SQLException {
    String name = row.getString("second_name");
    return name == null ? Optional.empty() : Optional.of(toSpace(name, row));
  }

  private static SecondSpace toSpace(String name, ResultSet row) throws SQLException {
    return new SecondSpace(
        name,
        row.getString("second_model"),
        row.getInt("second_dimensions"),
        Metric.ofKey(row.getString("second_metric")),
        Optional.ofNullable(row.getString("second_metadata_key")));
  }

  private static void update(
      Connection connection, String table, long projectId, Optional<SecondSpace> space)
      throws SQLException {
    Sql.update(
        connection,
        UPDATE.formatted(table),
        space.map(SecondSpace::name).orElse(null),
        space.map(SecondSpace::model).orElse(null),
        space.map(SecondSpace::dimensions).orElse(null),
        space.map(s -> s.metric().key()).orElse(null),
        space.flatMap(SecondSpace::metadataKey).orElse(null),
        projectId);
  }
}
