package dev.loxodonta.router.project;

import com.google.protobuf.Timestamp;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * How often a project is searched, as the search services wrote it.
 *
 * @param searches how many searches there were, about
 * @param lastSearched when the last one was
 */
record ProjectActivity(long searches, Instant lastSearched) {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT searches, last_searched FROM project_activity WHERE project_id = ?
      """;

  /** Returns it; empty for a project that was never searched. */
  static Optional<ProjectActivity> find(Connection connection, long projectId) throws SQLException {
    return Sql.first(
        connection,
        SQL,
        row ->
            new ProjectActivity(
                row.getLong("searches"),
                row.getObject("last_searched", OffsetDateTime.class).toInstant()),
        projectId);
  }

  Timestamp toTimestamp() {
    return Timestamp.newBuilder()
        .setSeconds(lastSearched.getEpochSecond())
        .setNanos(lastSearched.getNano())
        .build();
  }
}
