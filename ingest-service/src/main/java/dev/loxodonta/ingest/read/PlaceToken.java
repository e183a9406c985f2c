package dev.loxodonta.ingest.read;

import com.google.protobuf.Message;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that is ordered by time and id.
 *
 * @param createdAt when the last one so far was made
 * @param id its id
 */
public record PlaceToken(Instant createdAt, UUID id) {

  private static final int BYTES = 3 * Long.BYTES;

  /** Returns the page token of this place. */
  public String text(Message scope) {
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt));
    place.putLong(id.getMostSignificantBits());
    place.putLong(id.getLeastSignificantBits());
    return ScopedToken.of(scope, place.array());
  }

  /**
   * Returns the place of a page token; null for the beginning and after a violation.
   *
   * @param scope what the list was asked for
   */
  public static @Nullable PlaceToken parse(FieldChecks checks, Message scope, String text) {
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope, BYTES);
    if (place == null) {
      checks.violation(
          "page_token", text, "next_page_token of the page before, with the same conditions");
      return null;
    }
    return new PlaceToken(
        Instant.EPOCH.plus(place.getLong(), ChronoUnit.MICROS),
        new UUID(place.getLong(), place.getLong()));
  }
}
