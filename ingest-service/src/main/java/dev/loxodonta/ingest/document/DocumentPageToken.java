package dev.loxodonta.ingest.document;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.document.statement.SelectDocumentPage.Position;
import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page token: the place of the last document, bound to the project and filter that it was made
 * for. Opaque to callers; it holds nothing that they do not know. Pure.
 */
final class DocumentPageToken {

  private static final byte VERSION = 1;
  private static final int SCOPE_BYTES = 8;
  private static final int BYTES = 1 + SCOPE_BYTES + 3 * Long.BYTES;

  private DocumentPageToken() {}

  /** Returns the token that goes on behind a place. */
  static String of(ListDocumentsRequest request, Position position) {
    ByteBuffer token = ByteBuffer.allocate(BYTES).put(VERSION).put(scope(request).toByteArray());
    token.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()));
    token.putLong(position.id().getMostSignificantBits());
    token.putLong(position.id().getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /** Returns the place where a request goes on; null for the beginning and after a violation. */
  static @Nullable Position position(FieldChecks checks, ListDocumentsRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer token = decode(text);
    if (!isOf(request, token)) {
      checks.violation(
          "page_token",
          text,
          "next_page_token of the page before, with the same project and filter");
      return null;
    }
    return new Position(
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
  private static boolean isOf(ListDocumentsRequest request, ByteBuffer token) {
    return token.remaining() == BYTES
        && token.get() == VERSION
        && scope(request).equals(ByteString.copyFrom(token, SCOPE_BYTES));
  }

  private static ByteString scope(ListDocumentsRequest request) {
    return Fingerprints.of(
            ListDocumentsRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .setFilter(request.getFilter())
                .build())
        .substring(0, SCOPE_BYTES);
  }
}
