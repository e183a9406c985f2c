package dev.loxodonta.ingest.task.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Task;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The columns of a task as callers see it, and their mapper. Stateless. */
final class TaskColumns {

  static final String LIST =
      """
      id, title, description, status, priority, due_at, session_id, metadata, created_at,
      updated_at, version\
      """;

  private TaskColumns() {}

  /** Returns the task of a row that may have none. */
  static Seen<Optional<Task>> toSeen(Readable row) {
    Optional<Task> task = Optional.ofNullable(row.get("id", UUID.class)).map(id -> toTask(row));
    return new Seen<>(row.get("slot_epoch", Long.class), task);
  }

  /** Returns the task of a row that has the columns of {@link #LIST}. */
  static Task toTask(Readable row) {
    Task.Builder task =
        Task.newBuilder()
            .setId(requireNonNull(row.get("id", UUID.class)).toString())
            .setTitle(requireNonNull(row.get("title", String.class)))
            .setDescription(requireNonNull(row.get("description", String.class)))
            .setStatus(RecordFilterSql.status(requireNonNull(row.get("status", String.class))))
            .setPriority(requireNonNull(row.get("priority", Integer.class)))
            .setMetadata(
                MetadataReader.toStruct(requireNonNull(row.get("metadata", Json.class)).asString()))
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))))
            .setUpdatedAt(Times.toTimestamp(requireNonNull(row.get("updated_at", Instant.class))))
            .setVersion(requireNonNull(row.get("version", Long.class)));
    Instant due = row.get("due_at", Instant.class);
    if (due != null) {
      task.setDueAt(Times.toTimestamp(due));
    }
    String session = row.get("session_id", String.class);
    if (session != null) {
      task.setSessionId(session);
    }
    return task.build();
  }
}
