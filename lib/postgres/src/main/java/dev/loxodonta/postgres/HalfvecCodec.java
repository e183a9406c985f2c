package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The binary form of {@code halfvec}: dimensions and a zero as 16-bit numbers, then each number as
 * a 16-bit IEEE 754 float, all big-endian (pgvector's {@code halfvec_send}).
 */
final class HalfvecCodec implements Codec<Halfvec> {

  private final ByteBufAllocator allocator;
  private final int oid;

  HalfvecCodec(ByteBufAllocator allocator, int oid) {
    this.allocator = allocator;
    this.oid = oid;
  }

  @Override
  public boolean canDecode(int dataType, Format format, Class<?> type) {
    return dataType == oid
        && format == Format.FORMAT_BINARY
        && type.isAssignableFrom(Halfvec.class);
  }

  @Override
  public boolean canEncode(Object value) {
    return value instanceof Halfvec;
  }

  @Override
  public boolean canEncodeNull(Class<?> type) {
    return type == Halfvec.class;
  }

  @Override
  public @Nullable Halfvec decode(
      @Nullable ByteBuf buffer, int dataType, Format format, Class<? extends Halfvec> type) {
    return buffer == null ? null : read(buffer);
  }

  @Override
  public EncodedParameter encode(Object value) {
    return encode(value, oid);
  }

  @Override
  public EncodedParameter encode(Object value, int dataType) {
    Halfvec vector = (Halfvec) value;
    return new EncodedParameter(
        Format.FORMAT_BINARY,
        dataType,
        Mono.fromSupplier(
            () -> {
              ByteBuf buffer = allocator.buffer(4 + 2 * vector.values().length);
              write(vector, buffer);
              return buffer;
            }));
  }

  @Override
  public EncodedParameter encodeNull() {
    return new EncodedParameter(Format.FORMAT_BINARY, oid, EncodedParameter.NULL_VALUE);
  }

  /** Appends the binary form. */
  static void write(Halfvec vector, ByteBuf to) {
    float[] values = vector.values();
    to.writeShort(values.length).writeShort(0);
    for (float value : values) {
      to.writeShort(Float.floatToFloat16(value));
    }
  }

  /** Takes the binary form. */
  static Halfvec read(ByteBuf from) {
    float[] values = new float[from.readUnsignedShort()];
    from.skipBytes(2);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(from.readShort());
    }
    return new Halfvec(values);
  }
}
