package dev.loxodonta.ingest.memory.read;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.statement.MemoryPosition;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page token: the place of the last memory, bound to the project, filter and order that it was
 * made for. Opaque to callers; it holds nothing that they do not know. Pure.
 */
final class PageToken {

  private static final byte VERSION = 1;
  private static final int SCOPE_BYTES = 8;
  private static final int BYTES = 1 + SCOPE_BYTES + Float.BYTES + Long.BYTES + 2 * Long.BYTES;
  private static final String ALLOWED =
      "next_page_token of the page before, with the same project, filter and order";

  private PageToken() {}

  /** Returns the token that goes on behind a place. */
  static String of(ListMemoriesRequest request, MemoryPosition position) {
    ByteBuffer token = ByteBuffer.allocate(BYTES).put(VERSION).put(scope(request).toByteArray());
    token.putFloat(position.importance());
    token.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()));
    token.putLong(position.id().getMostSignificantBits());
    token.putLong(position.id().getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /** Returns the place where a request goes on; null for the beginning and after a violation. */
  static @Nullable MemoryPosition position(FieldChecks checks, ListMemoriesRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer token = decode(text);
    if (!isOf(request, token)) {
      checks.violation("page_token", text, ALLOWED);
      return null;
    }
    return new MemoryPosition(
        token.getFloat(),
        Instant.EPOCH.plus(token.getLong(), ChronoUnit.MICROS),
        new UUID(token.getLong(), token.getLong()));
  }

  /** Returns the bytes of a token; none when it is no token. */
  private static ByteBuffer decode(String text) {
    try {
      return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return ByteBuffer.allocate(0);
    }
  }

  /** Reads the head of a token and returns whether it was made for such a request. */
  private static boolean isOf(ListMemoriesRequest request, ByteBuffer token) {
    return token.remaining() == BYTES
        && token.get() == VERSION
        && scope(request).equals(ByteString.copyFrom(token, SCOPE_BYTES));
  }

  private static ByteString scope(ListMemoriesRequest request) {
    return Fingerprints.of(
            ListMemoriesRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .setFilter(request.getFilter())
                .setOrderValue(Math.max(1, request.getOrderValue()))
                .build())
        .substring(0, SCOPE_BYTES);
  }
}
