package dev.loxodonta.router.project;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/** The tables {@code projects} and {@code project_counts} of a shard, as the router writes them. */
public final class ShardProjects {

  @Language("SQL")
  private static final String INSERT =
      """
      INSERT INTO projects (project_id, slot, display_name, model, dimensions, metric,
        text_language, vector_index, bm25_language)
      VALUES (?, ?, ?, ?, ?, ?, ?::regconfig, ?, ?::regconfig) ON CONFLICT (project_id) DO NOTHING
      """;

  @Language("SQL")
  private static final String INSERT_COUNTS =
      """
      INSERT INTO project_counts (project_id) VALUES (?) ON CONFLICT (project_id) DO NOTHING
      """;

  @Language("SQL")
  private static final String UPDATE =
      """
      UPDATE projects SET display_name = ?, text_language = ?::regconfig, tier = ?,
        revision = revision + 1
      WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String HIDE =
      """
      UPDATE projects SET state = 'deleting', revision = revision + 1
      WHERE project_id = ? AND state = 'active'
      """;

  @Language("SQL")
  private static final String HOME =
      """
      SELECT slot, vector_index, CASE WHEN bm25_language = text_language THEN 'bm25' ELSE 'gin' END
        AS text_index, state
      FROM projects WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String COUNT =
      """
      SELECT memory_type, count(*) AS memories,
             count(*) FILTER (WHERE embedding IS NOT NULL) AS vectors
      FROM memories WHERE slot = ? AND project_id = ? GROUP BY memory_type
      """;

  @Language("SQL")
  private static final String COUNT_CHUNKS =
      """
      SELECT count(*) FROM chunks WHERE slot = ? AND project_id = ?
      """;

  @Language("SQL")
  private static final String COUNT_PENDING =
      """
      SELECT count(*) FROM pending_vectors WHERE project_id = ?
      """;

  @Language("SQL")
  private static final String LANGUAGE =
      """
      SELECT 1 FROM pg_ts_config WHERE cfgname = ? AND pg_ts_config_is_visible(oid)
      """;

  /**
   * Where the shard itself says that a project lives.
   *
   * @param slot its slot
   * @param vectorIndex its approximate index; null: none
   * @param textIndex the kind of index that brings its best texts
   * @param state whether it can be seen
   */
  public record Home(
      int slot, @Nullable String vectorIndex, String textIndex, ProjectState state) {}

  /**
   * What a project holds.
   *
   * @param memoriesByType all memories by their type
   * @param vectors how many of them have a vector
   * @param chunks how many chunks its documents have
   */
  public record Counts(Map<String, Long> memoriesByType, long vectors, long chunks) {

    /** Returns how many memories there are. */
    public long memories() {
      return memoriesByType.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private ShardProjects() {}

  static void insert(
      Connection connection,
      ProjectSettings settings,
      int slot,
      @Nullable String vectorIndex,
      @Nullable String bm25Language)
      throws SQLException {
    Sql.update(
        connection,
        INSERT,
        settings.projectId(),
        slot,
        settings.displayName(),
        settings.model(),
        settings.dimensions(),
        settings.metric().key(),
        settings.textLanguage(),
        vectorIndex,
        bm25Language);
    SecondSpaceRows.updateShard(connection, settings.projectId(), settings.secondSpace());
    Sql.update(connection, INSERT_COUNTS, settings.projectId());
  }

  static void update(Connection connection, CatalogProject project) throws SQLException {
    ProjectSettings settings = project.settings();
    Sql.update(
        connection,
        UPDATE,
        settings.displayName(),
        settings.textLanguage(),
        project.tier().key(),
        settings.projectId());
  }

  static void hide(Connection connection, long projectId) throws SQLException {
    Sql.update(connection, HIDE, projectId);
  }

  /** Returns where the project lives, or nothing when the shard does not know it. */
  public static Optional<Home> home(Connection connection, long projectId) throws SQLException {
    return Sql.first(
        connection,
        HOME,
        row ->
            new Home(
                row.getInt("slot"),
                row.getString("vector_index"),
                row.getString("text_index"),
                ProjectState.ofKey(row.getString("state"))),
        projectId);
  }

  /** Counts exactly; reads every row of the project. */
  public static Counts count(Connection connection, int slot, long projectId) throws SQLException {
    Map<String, Long> memories = new TreeMap<>();
    long vectors =
        Sql.list(
                connection,
                COUNT,
                row -> {
                  memories.put(row.getString("memory_type"), row.getLong("memories"));
                  return row.getLong("vectors");
                },
                slot,
                projectId)
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return new Counts(memories, vectors, Sql.number(connection, COUNT_CHUNKS, slot, projectId));
  }

  /** Returns how many memories wait for their vector. */
  static long pendingVectors(Connection connection, long projectId) throws SQLException {
    return Sql.number(connection, COUNT_PENDING, projectId);
  }

  static boolean hasLanguage(Connection connection, String textLanguage) throws SQLException {
    return Sql.exists(connection, LANGUAGE, textLanguage);
  }
}
