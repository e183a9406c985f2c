package dev.loxodonta.ingest.read;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that goes by time: that of its last row so far. Immutable.
 *
 * @param time its time
 * @param id its id
 */
public record TimePosition(Instant time, UUID id) {

  private static final int BYTES = 3 * Long.BYTES;

  /** Returns the place of a row in the contract's form. */
  public static TimePosition of(Timestamp time, String id) {
    return new TimePosition(
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()), UUID.fromString(id));
  }

  /**
   * Returns the page token that goes on behind this place.
   *
   * @param scope what the list was asked for
   */
  public String token(Message scope) {
    ByteBuffer place = ByteBuffer.allocate(BYTES);
    place.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    place.putLong(id.getMostSignificantBits());
    place.putLong(id.getLeastSignificantBits());
    return ScopedToken.of(scope, place.array());
  }

  /**
   * Returns the place of a page token; null for the beginning and after a violation of {@code
   * page_token}.
   *
   * @param scope what the list is asked for
   * @param same what has to be as it was for the page before, in words
   */
  public static @Nullable TimePosition parse(
      FieldChecks checks, String text, Message scope, String same) {
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope, BYTES);
    if (place == null) {
      ScopedToken.refuse(checks, text, same);
      return null;
    }
    return new TimePosition(
        Instant.EPOCH.plus(place.getLong(), ChronoUnit.MICROS),
        new UUID(place.getLong(), place.getLong()));
  }
}
