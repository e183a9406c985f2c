package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.statement.SelectDocumentPage.Position;
import dev.loxodonta.ingest.read.ScopedToken;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page token: the place of the last document, bound to the project and filter that it was made
 * for. Opaque to callers; it holds nothing that they do not know. Pure.
 */
final class DocumentPageToken {

  private static final int BYTES = 3 * Long.BYTES;

  private DocumentPageToken() {}

  /** Returns the token that goes on behind a place. */
  static String of(ListDocumentsRequest request, Position position) {
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()));
    place.putLong(position.id().getMostSignificantBits());
    place.putLong(position.id().getLeastSignificantBits());
    return ScopedToken.of(scope(request), place.array());
  }

  /** Returns the place where a request goes on; null for the beginning and after a violation. */
  static @Nullable Position position(FieldChecks checks, ListDocumentsRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope(request), BYTES);
    if (place == null) {
      checks.violation(
          "page_token",
          text,
          "next_page_token of the page before, with the same project and filter");
      return null;
    }
    return new Position(
        Instant.EPOCH.plus(place.getLong(), ChronoUnit.MICROS),
        new UUID(place.getLong(), place.getLong()));
  }

  private static ListDocumentsRequest scope(ListDocumentsRequest request) {
    return ListDocumentsRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .build();
  }
}
