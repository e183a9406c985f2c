package dev.loxodonta.ingest.data.statement;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.StructuredData;
import io.r2dbc.postgresql.codec.Json;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes a value: a new one, or over the one with its name. */
public final class UpsertData {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO structured_data AS o (project_id, id, data_id, data_type, raw_json,
        text_representation, embedding)
      VALUES ($1, $2, $3, $4, $5, $6, $7::halfvec)
      ON CONFLICT (project_id, data_id) DO UPDATE SET
        updated_at = now(), version = o.version + 1, data_type = excluded.data_type,
        raw_json = excluded.raw_json, text_representation = excluded.text_representation,
        embedding = excluded.embedding
      WHERE o.version = COALESCE($8, o.version)
      RETURNING %s
      """;

  private UpsertData() {}

  /**
   * Returns the value as it is stored, without its vector, or nothing when it has another version
   * than the expected one. Version 1 means that it is new.
   *
   * @param expectedVersion the version that a value that is there must have; null: any
   */
  public static Mono<StructuredData> run(
      WriteSession session, DataRow row, @Nullable Long expectedVersion) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(row.id());
    parameters.add(row.dataId());
    parameters.add(row.dataType());
    parameters.add(Json.of(row.json()));
    parameters.add(row.text());
    add(parameters, row.embedding(), Halfvec.class);
    add(parameters, expectedVersion, Long.class);
    return parameters
        .bindTo(session.connection().createStatement(SQL.formatted(DataColumns.LIST)))
        .execute()
        .concatMap(result -> result.map(r -> DataColumns.toData(r, false)))
        .singleOrEmpty();
  }

  private static void add(Parameters parameters, @Nullable Object value, Class<?> type) {
    if (value == null) {
      parameters.addNull(type);
    } else {
      parameters.add(value);
    }
  }
}
