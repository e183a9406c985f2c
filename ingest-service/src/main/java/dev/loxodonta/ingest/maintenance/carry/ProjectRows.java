package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.CopyTuples;
import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.ingest.archive.Row;
import dev.loxodonta.postgres.NodeSession;
import java.nio.ByteBuffer;
import java.util.Objects;
import reactor.core.publisher.Flux;

/**
 * All rows of one kind of a project in the order of a key, in PostgreSQL's binary form, which
 * {@code record_send} gives whatever the types are. Index: the primary keys, since sorting is
 * switched off: a sort of all vectors would go to disk. A round trip for each {@value #FETCH} rows,
 * none before the subscriber has asked for them.
 */
final class ProjectRows {

  private static final int FETCH = 64;

  private static final String SQL = "SELECT record_send(ROW(%s)) FROM %s ORDER BY %s";

  private ProjectRows() {}

  /** Returns the rows of a kind as the rest of a FROM clause; {@code $1} is the project's id. */
  static String from(RecordKind kind, int slot) {
    String project = kind.table() + " WHERE project_id = $1";
    return kind.inSlot() ? project + " AND slot = " + slot : project;
  }

  /** Returns the rows. */
  static Flux<Row> select(NodeSession session, RecordKind kind, long projectId, int slot) {
    return session
        .connection()
        .createStatement(SQL.formatted(kind.expressions(), from(kind, slot), kind.order()))
        .bind("$1", projectId)
        .fetchSize(FETCH)
        .execute()
        .concatMap(
            result ->
                result.map(
                    row ->
                        CopyTuples.ofRecord(Objects.requireNonNull(row.get(0, ByteBuffer.class)))),
            0);
  }
}
