package dev.loxodonta.ingest.data.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.StructuredData;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A page of a project's values by name, cut where they become too large together. Indexes: {@code
 * structured_data_data_id}, {@code structured_data_type}, {@code structured_data_raw_json}.
 */
public final class SelectDataPage {

  private static final int MAX_BYTES = 2 << 20;

  /**
   * What is asked for.
   *
   * @param filter which values
   * @param after the name behind which it starts; null: the beginning
   * @param size values at most
   */
  public record Page(CompiledRecordFilter filter, @Nullable String after, int size) {}

  /**
   * A value of the page.
   *
   * @param data the value
   * @param matching how many the page would have if it had no end, up to one more than it may have
   */
  public record Found(StructuredData data, long matching) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT * FROM (
          SELECT p.*, count(*) OVER () AS matching, row_number() OVER so_far AS place,
            sum(octet_length(raw_json::text) + octet_length(text_representation)) OVER so_far
              AS bytes_so_far
          FROM (
            SELECT %2$s FROM (SELECT *, raw_json AS metadata FROM structured_data) d
            WHERE project_id = $2 AND %3$s
            ORDER BY data_id LIMIT %4$d
          ) p
          WINDOW so_far AS (ORDER BY data_id)
        ) w
        WHERE place <= %5$d AND (place = 1 OR bytes_so_far <= %6$d)
      ) h ON true
      ORDER BY h.data_id
      """;

  private SelectDataPage() {}

  /** Returns the page; it has a value whenever there is one. */
  public static Mono<Seen<List<Found>>> run(NodeSession session, Location location, Page page) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = page.filter().condition(parameters);
    String after = page.after();
    if (after != null) {
      condition += " AND data_id > " + parameters.add(after) + "::text";
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()),
            DataColumns.LIST,
            condition,
            page.size() + 1,
            page.size(),
            MAX_BYTES);
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(SelectDataPage::toFound))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<Found>> toFound(Readable row) {
    Seen<Optional<StructuredData>> seen = DataColumns.toSeen(row, false);
    return new Seen<>(
        seen.epoch(),
        seen.value().map(data -> new Found(data, requireNonNull(row.get("matching", Long.class)))));
  }
}
