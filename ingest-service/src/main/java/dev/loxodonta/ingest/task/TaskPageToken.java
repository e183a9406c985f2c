package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.read.ScopedToken;
import dev.loxodonta.ingest.task.statement.SelectTaskPage.Position;
import dev.loxodonta.ingest.v1.ListTasksRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Task;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page token: priority, due time and id of the last task, bound to the project, filter and order
 * that it was made for. Pure.
 */
final class TaskPageToken {

  private static final int BYTES = Integer.BYTES + 3 * Long.BYTES;

  /** Stands for a task that is due at no certain time. */
  private static final long NEVER = Long.MAX_VALUE;

  private TaskPageToken() {}

  /** Returns the token that goes on behind a task. */
  static String of(ListTasksRequest request, Task last) {
    UUID id = UUID.fromString(last.getId());
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putInt(last.getPriority()).putLong(dueMicros(last));
    place.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return ScopedToken.of(scope(request), place.array());
  }

  /** Returns the place where a request goes on; null for the beginning and after a violation. */
  static @Nullable Position position(FieldChecks checks, ListTasksRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope(request), BYTES);
    if (place == null) {
      ScopedToken.refuse(checks, text, "project, filter and order");
      return null;
    }
    int priority = place.getInt();
    long dueMicros = place.getLong();
    Instant due = dueMicros == NEVER ? null : Instant.EPOCH.plus(dueMicros, ChronoUnit.MICROS);
    return new Position(priority, due, new UUID(place.getLong(), place.getLong()));
  }

  private static long dueMicros(Task task) {
    return task.hasDueAt()
        ? ChronoUnit.MICROS.between(
            Instant.EPOCH,
            Instant.ofEpochSecond(task.getDueAt().getSeconds(), task.getDueAt().getNanos()))
        : NEVER;
  }

  private static ListTasksRequest scope(ListTasksRequest request) {
    return ListTasksRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .setOrderValue(request.getOrderValue())
        .build();
  }
}
