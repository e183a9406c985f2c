package dev.loxodonta.ingest.saga.statement;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.saga.machine.SagaDirection;
import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.ingest.saga.machine.SagaStatus;
import dev.loxodonta.ingest.saga.machine.StepLog;
import dev.loxodonta.ingest.saga.machine.StepStatus;
import dev.loxodonta.type.v1.Entity;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of a saga with its steps, and their mapper. Stateless. */
public final class SagaColumns {

  /** The columns, of the alias {@code s} for saga; names begin with {@code saga_}. */
  public static final String LIST =
      """
      s.id AS saga_id, s.entity_id AS saga_entity_id, s.version AS saga_version,
      s.operation AS saga_operation, s.direction AS saga_direction, s.state AS saga_state,
      s.attempt AS saga_attempt, s.abort_requested AS saga_abort_requested,
      s.next_attempt_at AS saga_next_attempt_at, s.next_attempt_at > now() AS saga_waiting,
      COALESCE(s.lease_until > now(), false) AS saga_leased,
      COALESCE(s.last_error, '') AS saga_last_error, s.wanted AS saga_wanted,
      s.before AS saga_before, s.links AS saga_links, s.created_at AS saga_created_at,
      s.updated_at AS saga_updated_at,
      ARRAY(SELECT p.participant FROM saga_step p
        WHERE p.project_id = s.project_id AND p.saga_id = s.id ORDER BY p.position) AS saga_participants,
      ARRAY(SELECT p.state FROM saga_step p
        WHERE p.project_id = s.project_id AND p.saga_id = s.id ORDER BY p.position) AS saga_states,
      ARRAY(SELECT p.attempts FROM saga_step p
        WHERE p.project_id = s.project_id AND p.saga_id = s.id ORDER BY p.position) AS saga_attempts,
      ARRAY(SELECT COALESCE(p.last_error, '') FROM saga_step p
        WHERE p.project_id = s.project_id AND p.saga_id = s.id ORDER BY p.position) AS saga_errors\
      """;

  private SagaColumns() {}

  /** Returns the saga of a row that may have none, with the slot's epoch. */
  static Seen<Optional<StoredSaga>> toSeen(Readable row) {
    return new Seen<>(row.get("slot_epoch", Long.class), toOptional(row));
  }

  /** Returns the saga of a row that may have none. */
  public static Optional<StoredSaga> toOptional(Readable row) {
    return Optional.ofNullable(row.get("saga_id", UUID.class)).map(id -> toSaga(row));
  }

  /** Returns the saga of a row. */
  static StoredSaga toSaga(Readable row) {
    return new StoredSaga(
        requireNonNull(row.get("saga_id", UUID.class)),
        requireNonNull(row.get("saga_entity_id", UUID.class)),
        requireNonNull(row.get("saga_version", Long.class)),
        toLog(row),
        entity(row.get("saga_wanted", ByteBuffer.class)),
        entity(row.get("saga_before", ByteBuffer.class)),
        List.of(requireNonNull(row.get("saga_links", UUID[].class))),
        new StoredSaga.Times(
            time(row, "saga_created_at"),
            time(row, "saga_updated_at"),
            time(row, "saga_next_attempt_at"),
            bool(row, "saga_waiting")),
        bool(row, "saga_leased"),
        text(row, "saga_last_error"));
  }

  private static SagaLog toLog(Readable row) {
    return new SagaLog(
        SagaOperation.ofKey(text(row, "saga_operation")),
        SagaDirection.ofKey(text(row, "saga_direction")),
        SagaStatus.ofKey(text(row, "saga_state")),
        requireNonNull(row.get("saga_attempt", Integer.class)),
        bool(row, "saga_abort_requested"),
        toSteps(row));
  }

  private static List<StepLog> toSteps(Readable row) {
    String[] participants = requireNonNull(row.get("saga_participants", String[].class));
    String[] states = requireNonNull(row.get("saga_states", String[].class));
    Integer[] attempts = requireNonNull(row.get("saga_attempts", Integer[].class));
    String[] errors = requireNonNull(row.get("saga_errors", String[].class));
    List<StepLog> steps = new ArrayList<>(participants.length);
    for (int i = 0; i < participants.length; i++) {
      steps.add(new StepLog(participants[i], StepStatus.ofKey(states[i]), attempts[i], errors[i]));
    }
    return steps;
  }

  private static @Nullable Entity entity(@Nullable ByteBuffer bytes) {
    try {
      return bytes == null ? null : Entity.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored entity cannot be read", e);
    }
  }

  private static String text(Readable row, String column) {
    return requireNonNull(row.get(column, String.class));
  }

  private static boolean bool(Readable row, String column) {
    return requireNonNull(row.get(column, Boolean.class));
  }

  private static Instant time(Readable row, String column) {
    return requireNonNull(row.get(column, Instant.class));
  }
}
