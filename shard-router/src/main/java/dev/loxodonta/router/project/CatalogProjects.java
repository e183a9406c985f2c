package dev.loxodonta.router.project;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/** The table {@code catalog.projects}. Every statement goes by the primary key. */
public final class CatalogProjects {

  @Language("SQL")
  private static final String SELECT =
      """
      SELECT p.project_id, p.display_name, p.model, p.dimensions, p.metric, p.text_language,
             p.vector_index_kind, p.text_index_kind, p.state, p.unsynced_since, p.tier, p.tier_by_hand, p.created_at,
             p.second_name, p.second_model, p.second_dimensions, p.second_metric,
             p.second_metadata_key, o.slot
      FROM catalog.projects p LEFT JOIN catalog.placements o USING (project_id)
      """;

  @Language("SQL")
  private static final String BY_ID = SELECT + "WHERE p.project_id = ?";

  @Language("SQL")
  private static final String BY_ID_LOCKED = BY_ID + " FOR UPDATE OF p";

  @Language("SQL")
  private static final String PAGE =
      SELECT + "WHERE p.state = 'active' AND p.project_id > ? ORDER BY p.project_id LIMIT ?";

  @Language("SQL")
  private static final String INSERT =
      """
      INSERT INTO catalog.projects
        (project_id, display_name, model, dimensions, metric, text_language, vector_index_kind,
         text_index_kind)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id) DO NOTHING
      """;

  @Language("SQL")
  private static final String INSERT_OWN_SLOT =
      """
      WITH s AS (INSERT INTO catalog.slots (slot, shard_id) VALUES (?, ?) RETURNING slot)
      INSERT INTO catalog.placements (project_id, slot) SELECT ?, slot FROM s
      """;

  @Language("SQL")
  private static final String UPDATE =
      """
      UPDATE catalog.projects SET display_name = ?, text_language = ?, vector_index_kind = ?,
        text_index_kind = ?, revision = revision + 1, unsynced_since = now()
      WHERE project_id = ? AND state = 'active'
      """;

  @Language("SQL")
  private static final String SET_TIER =
      """
      UPDATE catalog.projects SET tier = ?, tier_by_hand = ?, revision = revision + 1,
        unsynced_since = now()
      WHERE project_id = ? AND state = 'active'
      """;

  @Language("SQL")
  private static final String UPDATE_SPACE =
      """
      UPDATE catalog.projects SET model = ?, dimensions = ?, metric = ?, revision = revision + 1
      WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String MARK_DELETING =
      """
      UPDATE catalog.projects SET state = 'deleting', revision = revision + 1,
        unsynced_since = now()
      WHERE project_id = ? AND state = 'active'
      """;

  @Language("SQL")
  private static final String MARK_SYNCED =
      """
      UPDATE catalog.projects SET unsynced_since = NULL,
        state = CASE state WHEN 'creating' THEN 'active' ELSE state END
      WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String UNSYNCED =
      """
      SELECT project_id FROM catalog.projects
      WHERE unsynced_since < now() - interval '3 seconds' ORDER BY unsynced_since LIMIT 100
      """;

  @Language("SQL")
  private static final String DELETE =
      """
      WITH gone AS (DELETE FROM catalog.placements WHERE project_id = ? RETURNING slot),
      project AS (DELETE FROM catalog.projects WHERE project_id = ? AND state = 'deleting')
      SELECT slot FROM gone
      """;

  private CatalogProjects() {}

  /** Returns a project in whatever state. */
  public static Optional<CatalogProject> find(Connection connection, long projectId)
      throws SQLException {
    return Sql.first(connection, BY_ID, CatalogProjects::toProject, projectId);
  }

  /** Returns a project and locks it to the end of the transaction. */
  public static Optional<CatalogProject> lock(Connection connection, long projectId)
      throws SQLException {
    return Sql.first(connection, BY_ID_LOCKED, CatalogProjects::toProject, projectId);
  }

  static List<CatalogProject> page(Connection connection, long afterId, int size)
      throws SQLException {
    return Sql.list(connection, PAGE, CatalogProjects::toProject, afterId, size);
  }

  /** Writes a project unless its id is taken; with a slot of its own on the shard when needed. */
  static void insert(Connection connection, ProjectSettings settings, int shardId)
      throws SQLException {
    int inserted =
        Sql.update(
            connection,
            INSERT,
            settings.projectId(),
            settings.displayName(),
            settings.model(),
            settings.dimensions(),
            settings.metric().key(),
            settings.textLanguage(),
            settings.vectorIndexKind().key(),
            settings.textIndexKind().key());
    if (inserted > 0) {
      SecondSpaceRows.updateCatalog(connection, settings.projectId(), settings.secondSpace());
    }
    if (inserted > 0 && settings.needsOwnSlot()) {
      int slot = ClusterEpoch.takeOwnSlot(connection);
      Sql.update(connection, INSERT_OWN_SLOT, slot, shardId, settings.projectId());
    }
  }

  static boolean update(Connection connection, ProjectSettings settings) throws SQLException {
    SecondSpaceRows.updateCatalog(connection, settings.projectId(), settings.secondSpace());
    return Sql.update(
            connection,
            UPDATE,
            settings.displayName(),
            settings.textLanguage(),
            settings.vectorIndexKind().key(),
            settings.textIndexKind().key(),
            settings.projectId())
        > 0;
  }

  static boolean setTier(Connection connection, long projectId, Tier tier, boolean byHand)
      throws SQLException {
    return Sql.update(connection, SET_TIER, tier.key(), byHand, projectId) > 0;
  }

  /** Gives a project another space; its shard has it already. */
  public static void updateSpace(Connection connection, long projectId, ProjectSpace space)
      throws SQLException {
    Sql.update(
        connection,
        UPDATE_SPACE,
        space.model(),
        space.dimensions(),
        space.metric().key(),
        projectId);
  }

  static boolean markDeleting(Connection connection, long projectId) throws SQLException {
    return Sql.update(connection, MARK_DELETING, projectId) > 0;
  }

  static void markSynced(Connection connection, long projectId) throws SQLException {
    Sql.update(connection, MARK_SYNCED, projectId);
  }

  static List<Long> unsynced(Connection connection) throws SQLException {
    return Sql.list(connection, UNSYNCED, row -> row.getLong(1));
  }

  /** Removes a project that is being deleted, and its own slot. */
  static void delete(Connection connection, long projectId) throws SQLException {
    for (int slot : Sql.list(connection, DELETE, row -> row.getInt(1), projectId, projectId)) {
      Sql.update(connection, "DELETE FROM catalog.slots WHERE slot = ?", slot);
    }
  }

  /** Returns the shard that holds a slot. */
  public static int shardOf(Connection connection, int slot) throws SQLException {
    return (int) Sql.number(connection, "SELECT shard_id FROM catalog.slots WHERE slot = ?", slot);
  }

  private static CatalogProject toProject(ResultSet row) throws SQLException {
    ProjectSettings settings =
        new ProjectSettings(
            row.getLong("project_id"),
            row.getString("display_name"),
            row.getString("model"),
            row.getInt("dimensions"),
            Metric.ofKey(row.getString("metric")),
            row.getString("text_language"),
            VectorIndexKind.ofKey(row.getString("vector_index_kind")).orElse(VectorIndexKind.HNSW),
            TextIndexKind.ofKey(row.getString("text_index_kind")).orElse(TextIndexKind.GIN),
            SecondSpaceRows.toSpace(row));
    return new CatalogProject(
        settings,
        ProjectState.ofKey(row.getString("state")),
        row.getObject("unsynced_since") == null,
        Optional.ofNullable(row.getObject("slot", Integer.class)),
        Tier.ofKey(row.getString("tier")),
        row.getBoolean("tier_by_hand"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
