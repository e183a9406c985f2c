package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends arrays in PostgreSQL's binary form (array_send), for statements that write many rows; the
 * driver would send them as text. Elements may be null. Arrays are only sent here, never read.
 *
 * @param <T> the elements' type
 */
final class BinaryArrayCodec<T> implements Codec<@Nullable T[]> {

  private static final int NULL_LENGTH = -1;
  private static final int UUID_OID = 2950;
  private static final int UUID_ARRAY_OID = 2951;
  private static final int TIMESTAMPTZ_OID = 1184;
  private static final int TIMESTAMPTZ_ARRAY_OID = 1185;

  /** Seconds from 1970 to 2000, where PostgreSQL begins to count. */
  private static final long EPOCH_SECONDS = 946_684_800;

  private final ByteBufAllocator allocator;
  private final Class<T[]> type;
  private final int elementOid;
  private final int arrayOid;
  private final Form<T> form;

  /** The binary form of an element. */
  private interface Form<T> {
    int length(T element);

    void write(T element, ByteBuf to);
  }

  private BinaryArrayCodec(
      ByteBufAllocator allocator, Class<T[]> type, int elementOid, int arrayOid, Form<T> form) {
    this.allocator = allocator;
    this.type = type;
    this.elementOid = elementOid;
    this.arrayOid = arrayOid;
    this.form = form;
  }

  /** Sends {@code halfvec[]}. */
  static BinaryArrayCodec<Halfvec> halfvecs(
      ByteBufAllocator allocator, int elementOid, int arrayOid) {
    return new BinaryArrayCodec<>(
        allocator, Halfvec[].class, elementOid, arrayOid, new HalfvecForm());
  }

  /** Sends {@code uuid[]}. */
  static BinaryArrayCodec<UUID> uuids(ByteBufAllocator allocator) {
    return new BinaryArrayCodec<>(
        allocator, UUID[].class, UUID_OID, UUID_ARRAY_OID, new UuidForm());
  }

  /** Sends {@code timestamptz[]}, rounded to microseconds. */
  static BinaryArrayCodec<Instant> times(ByteBufAllocator allocator) {
    return new BinaryArrayCodec<>(
        allocator, Instant[].class, TIMESTAMPTZ_OID, TIMESTAMPTZ_ARRAY_OID, new TimeForm());
  }

  @Override
  public boolean canDecode(int dataType, Format format, Class<?> wanted) {
    return false;
  }

  @Override
  public boolean canEncode(Object value) {
    return type.isInstance(value);
  }

  @Override
  public boolean canEncodeNull(Class<?> wanted) {
    return wanted == type;
  }

  @Override
  public @Nullable T @Nullable [] decode(
      @Nullable ByteBuf buffer,
      int dataType,
      Format format,
      Class<? extends @Nullable T[]> wanted) {
    throw new UnsupportedOperationException("these arrays are only sent");
  }

  @Override
  public EncodedParameter encode(Object value) {
    return encode(value, arrayOid);
  }

  @Override
  public EncodedParameter encode(Object value, int dataType) {
    @Nullable T[] elements = type.cast(value);
    return new EncodedParameter(
        Format.FORMAT_BINARY, dataType, Mono.fromSupplier(() -> write(elements)));
  }

  @Override
  public EncodedParameter encodeNull() {
    return new EncodedParameter(Format.FORMAT_BINARY, arrayOid, EncodedParameter.NULL_VALUE);
  }

  private ByteBuf write(@Nullable T[] elements) {
    ByteBuf buffer = allocator.buffer(length(elements));
    if (elements.length == 0) {
      return buffer.writeInt(0).writeInt(0).writeInt(elementOid);
    }
    buffer.writeInt(1).writeInt(1).writeInt(elementOid).writeInt(elements.length).writeInt(1);
    for (T element : elements) {
      if (element == null) {
        buffer.writeInt(NULL_LENGTH);
      } else {
        buffer.writeInt(form.length(element));
        form.write(element, buffer);
      }
    }
    return buffer;
  }

  private int length(@Nullable T[] elements) {
    int length = 20;
    for (T element : elements) {
      length += 4 + (element == null ? 0 : form.length(element));
    }
    return length;
  }

  private record HalfvecForm() implements Form<Halfvec> {
    @Override
    public int length(Halfvec element) {
      return element.binaryLength();
    }

    @Override
    public void write(Halfvec element, ByteBuf to) {
      element.write(to);
    }
  }

  private record UuidForm() implements Form<UUID> {
    @Override
    public int length(UUID element) {
      return 16;
    }

    @Override
    public void write(UUID element, ByteBuf to) {
      to.writeLong(element.getMostSignificantBits()).writeLong(element.getLeastSignificantBits());
    }
  }

  private record TimeForm() implements Form<Instant> {
    @Override
    public int length(Instant element) {
      return 8;
    }

    @Override
    public void write(Instant element, ByteBuf to) {
      long seconds = element.getEpochSecond() - EPOCH_SECONDS;
      to.writeLong(
          Math.addExact(
              Math.multiplyExact(seconds, 1_000_000L), (element.getNano() + 500L) / 1_000));
    }
  }
}
