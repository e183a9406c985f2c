package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends and reads {@code halfvec} in its binary form, see {@link Halfvec#write}. */
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
              ByteBuf buffer = allocator.buffer(vector.binaryLength());
              vector.write(buffer);
              return buffer;
            }));
  }

  @Override
  public EncodedParameter encodeNull() {
    return new EncodedParameter(Format.FORMAT_BINARY, oid, EncodedParameter.NULL_VALUE);
  }

  /** Takes the binary form. */
  static Halfvec read(ByteBuf from) {
    int dimensions = from.readUnsignedShort();
    from.skipBytes(2);
    short[] halves = new short[dimensions];
    from.nioBuffer(from.readerIndex(), 2 * dimensions).asShortBuffer().get(halves);
    from.skipBytes(2 * dimensions);
    return new Halfvec(floats(halves));
  }

  /** A loop over two arrays and nothing else, for which the JVM has vector instructions. */
  private static float[] floats(short[] halves) {
    float[] values = new float[halves.length];
    for (int i = 0; i < halves.length; i++) {
      values[i] = Float.float16ToFloat(halves[i]);
    }
    return values;
  }
}
