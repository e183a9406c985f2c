package dev.loxodonta.ingest.record;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.read.ScopedToken;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A page token of a list that goes by time, bound to what it was made for. Pure. */
public final class TimePageToken {

  private static final int BYTES = 3 * Long.BYTES;

  private TimePageToken() {}

  /** Returns the token that goes on behind a record. */
  public static String of(Message scope, Timestamp time, String id) {
    UUID uuid = UUID.fromString(id);
    Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    place.putLong(uuid.getMostSignificantBits());
    place.putLong(uuid.getLeastSignificantBits());
    return ScopedToken.of(scope, place.array());
  }

  /**
   * Returns the place where a request goes on; null for the beginning and after a violation of
   * {@code page_token}.
   */
  public static @Nullable TimePosition position(FieldChecks checks, String text, Message scope) {
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope, BYTES);
    if (place == null) {
      refuse(checks, text);
      return null;
    }
    return new TimePosition(
        Instant.EPOCH.plus(place.getLong(), ChronoUnit.MICROS),
        new UUID(place.getLong(), place.getLong()));
  }

  /** Notes that a page token was made for something else. */
  public static void refuse(FieldChecks checks, String text) {
    checks.violation(
        "page_token",
        text,
        "next_page_token of the page before, with the same project, filter and order");
  }
}
