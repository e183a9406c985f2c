package dev.loxodonta.postgres;

import com.google.protobuf.Timestamp;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code ROW(…)} that a statement sends as one column, read one after another in
 * their order. For every column of every row the driver looks for a codec, slices and boxes, and
 * makes five objects of a time: for rows of many columns that is more work than all the rest of
 * reading them. Reads the driver's own buffer, so it has to be used up inside the mapper that got
 * it, by one thread.
 *
 * <p>The form is PostgreSQL's {@code record_send}: the number of fields, then for each its type,
 * its length (-1: null) and its bytes, big-endian.
 */
public final class RowFields {

  private static final int NULL_LENGTH = -1;
  private static final long MICROS = 1_000_000;

  /** Seconds from 1970 to 2000, where PostgreSQL's times begin. */
  private static final long EPOCH_SECONDS = 946_684_800;

  private final ByteBuf buffer;

  RowFields(ByteBuf buffer) {
    // The driver sets the buffer it hands out back to its beginning.
    this.buffer = buffer.slice().skipBytes(Integer.BYTES);
  }

  /** Returns the next field, a {@code text} or null. */
  public @Nullable String text() {
    int length = nextLength();
    if (length == NULL_LENGTH) {
      return null;
    }
    return buffer.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  /** Returns the next field, a {@code float4}, which must not be null. */
  public float float4() {
    require(Float.BYTES);
    return buffer.readFloat();
  }

  /** Returns the next field, an {@code int8}, which must not be null. */
  public long int8() {
    require(Long.BYTES);
    return buffer.readLong();
  }

  /** Returns the next field, a finite {@code timestamptz} or null, to the microsecond. */
  public @Nullable Timestamp time() {
    if (nextLength() == NULL_LENGTH) {
      return null;
    }
    long micros = buffer.readLong();
    return Timestamp.newBuilder()
        .setSeconds(EPOCH_SECONDS + Math.floorDiv(micros, MICROS))
        .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
        .build();
  }

  /** Returns the next field, a {@code halfvec} or null. */
  public @Nullable Halfvec halfvec() {
    return nextLength() == NULL_LENGTH ? null : HalfvecCodec.read(buffer);
  }

  private void require(int length) {
    int found = nextLength();
    if (found != length) {
      throw new IllegalStateException("a field of " + found + " bytes where " + length + " belong");
    }
  }

  private int nextLength() {
    buffer.skipBytes(Integer.BYTES);
    return buffer.readInt();
  }
}
