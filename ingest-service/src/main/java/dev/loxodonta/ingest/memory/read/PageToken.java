package dev.loxodonta.ingest.memory.read;

import dev.loxodonta.ingest.memory.statement.MemoryPosition;
import dev.loxodonta.ingest.read.ScopedToken;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page token: the place of the last memory, bound to the project, filter and order that it was
 * made for. Opaque to callers; it holds nothing that they do not know. Pure.
 */
final class PageToken {

  private static final int BYTES = Float.BYTES + Long.BYTES + 2 * Long.BYTES;

  private PageToken() {}

  /** Returns the token that goes on behind a place. */
  static String of(ListMemoriesRequest request, MemoryPosition position) {
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putFloat(position.importance());
    place.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()));
    place.putLong(position.id().getMostSignificantBits());
    place.putLong(position.id().getLeastSignificantBits());
    return ScopedToken.of(scope(request), place.array());
  }

  /** Returns the place where a request goes on; null for the beginning and after a violation. */
  static @Nullable MemoryPosition position(FieldChecks checks, ListMemoriesRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope(request), BYTES);
    if (place == null) {
      ScopedToken.refuse(checks, text, "project, filter and order");
      return null;
    }
    return new MemoryPosition(
        place.getFloat(),
        Instant.EPOCH.plus(place.getLong(), ChronoUnit.MICROS),
        new UUID(place.getLong(), place.getLong()));
  }

  private static ListMemoriesRequest scope(ListMemoriesRequest request) {
    return ListMemoriesRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .setOrderValue(Math.max(1, request.getOrderValue()))
        .build();
  }
}
