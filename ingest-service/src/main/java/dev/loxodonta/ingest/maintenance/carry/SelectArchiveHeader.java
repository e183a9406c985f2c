package dev.loxodonta.ingest.maintenance.carry;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.archive.ArchiveFormat;
import dev.loxodonta.ingest.archive.ArchiveHeader;
import dev.loxodonta.ingest.archive.ArchivedProject;
import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.ingest.archive.Section;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.SecondSpace;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * What is to be known of a project before its rows: settings, how many rows there are of each kind,
 * months with events. Two round trips; counts by scans of the primary keys. Within a snapshot, so
 * that the rows are those that were counted.
 */
final class SelectArchiveHeader {

  @Language("SQL")
  private static final String PROJECT =
      """
      SELECT slot, display_name, model, dimensions, metric, text_language::text AS language,
        vector_index, second_name, second_model, second_dimensions, second_metric,
        second_metadata_key, now() AS snapshot_at
      FROM projects WHERE project_id = $1 AND state = 'active'
      """;

  @Language("SQL")
  private static final String MONTHS =
      """
      ARRAY(SELECT DISTINCT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM') AS month
        FROM episodic_events WHERE project_id = $1 ORDER BY month)
      """;

  /** The newest migration whose columns {@link RecordKind} knows. */
  private static final String SCHEMA_VERSION = "009";

  /**
   * A project in a snapshot.
   *
   * @param slot the slot that it lives in as the snapshot has it
   * @param header the first line of its archive
   */
  record Found(int slot, ArchiveHeader header) {}

  private record Settings(int slot, ArchivedProject project, Instant snapshotAt) {}

  private SelectArchiveHeader() {}

  /** Returns the project; nothing when it is not in the snapshot. */
  static Mono<Found> run(NodeSession session, long projectId, ArchiveFormat format) {
    return session
        .connection()
        .createStatement(PROJECT)
        .bind("$1", projectId)
        .execute()
        .concatMap(result -> result.map(row -> toSettings(row, projectId)))
        .singleOrEmpty()
        .flatMap(settings -> count(session, projectId, format, settings));
  }

  private static Mono<Found> count(
      NodeSession session, long projectId, ArchiveFormat format, Settings settings) {
    String counts =
        Arrays.stream(RecordKind.values())
            .map(kind -> "(SELECT count(*) FROM " + ProjectRows.from(kind, settings.slot) + ")")
            .collect(Collectors.joining(", "));
    return session
        .connection()
        .createStatement("SELECT " + counts + ", " + MONTHS)
        .bind("$1", projectId)
        .execute()
        .concatMap(result -> result.map(row -> toFound(row, settings, format)))
        .single();
  }

  private static Settings toSettings(Readable row, long projectId) {
    return new Settings(
        requireNonNull(row.get("slot", Integer.class)),
        new ArchivedProject(
            projectId,
            text(row, "display_name"),
            text(row, "model"),
            requireNonNull(row.get("dimensions", Integer.class)),
            text(row, "metric"),
            text(row, "language"),
            Optional.ofNullable(row.get("vector_index", String.class)),
            Optional.ofNullable(row.get("second_name", String.class))
                .map(name -> toSecondSpace(name, row))),
        requireNonNull(row.get("snapshot_at", Instant.class)));
  }

  private static SecondSpace toSecondSpace(String name, Readable row) {
    return new SecondSpace(
        name,
        text(row, "second_model"),
        requireNonNull(row.get("second_dimensions", Integer.class)),
        Metric.ofKey(text(row, "second_metric")),
        Optional.ofNullable(row.get("second_metadata_key", String.class)));
  }

  private static Found toFound(Readable row, Settings settings, ArchiveFormat format) {
    RecordKind[] kinds = RecordKind.values();
    List<Section> sections =
        Arrays.stream(kinds)
            .map(
                kind ->
                    new Section(
                        kind, kind.columns(), requireNonNull(row.get(kind.ordinal(), Long.class))))
            .toList();
    String[] months = requireNonNull(row.get(kinds.length, String[].class));
    return new Found(
        settings.slot,
        new ArchiveHeader(
            format,
            SCHEMA_VERSION,
            settings.snapshotAt,
            settings.project,
            sections,
            List.of(months)));
  }

  private static String text(Readable row, String column) {
    return requireNonNull(row.get(column, String.class));
  }
}
