package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends {@code halfvec[]} in PostgreSQL's binary form (array_send), for statements that write many
 * rows. Elements may be null. Arrays are only sent, never read.
 */
final class HalfvecArrayCodec implements Codec<Halfvec[]> {

  private static final int NULL_LENGTH = -1;

  private final ByteBufAllocator allocator;
  private final int elementOid;
  private final int arrayOid;

  HalfvecArrayCodec(ByteBufAllocator allocator, int elementOid, int arrayOid) {
    this.allocator = allocator;
    this.elementOid = elementOid;
    this.arrayOid = arrayOid;
  }

  @Override
  public boolean canDecode(int dataType, Format format, Class<?> type) {
    return false;
  }

  @Override
  public boolean canEncode(Object value) {
    return value instanceof Halfvec[];
  }

  @Override
  public boolean canEncodeNull(Class<?> type) {
    return type == Halfvec[].class;
  }

  @Override
  public Halfvec @Nullable [] decode(
      @Nullable ByteBuf buffer, int dataType, Format format, Class<? extends Halfvec[]> type) {
    throw new UnsupportedOperationException("arrays of halfvec are only sent");
  }

  @Override
  public EncodedParameter encode(Object value) {
    return encode(value, arrayOid);
  }

  @Override
  public EncodedParameter encode(Object value, int dataType) {
    @Nullable Halfvec[] vectors = (@Nullable Halfvec[]) value;
    return new EncodedParameter(
        Format.FORMAT_BINARY, dataType, Mono.fromSupplier(() -> write(vectors)));
  }

  @Override
  public EncodedParameter encodeNull() {
    return new EncodedParameter(Format.FORMAT_BINARY, arrayOid, EncodedParameter.NULL_VALUE);
  }

  private ByteBuf write(@Nullable Halfvec[] vectors) {
    ByteBuf buffer = allocator.buffer(length(vectors));
    if (vectors.length == 0) {
      return buffer.writeInt(0).writeInt(0).writeInt(elementOid);
    }
    buffer.writeInt(1).writeInt(1).writeInt(elementOid).writeInt(vectors.length).writeInt(1);
    for (Halfvec vector : vectors) {
      if (vector == null) {
        buffer.writeInt(NULL_LENGTH);
      } else {
        buffer.writeInt(vector.binaryLength());
        vector.write(buffer);
      }
    }
    return buffer;
  }

  private static int length(@Nullable Halfvec[] vectors) {
    int length = 20;
    for (Halfvec vector : vectors) {
      length += 4 + (vector == null ? 0 : vector.binaryLength());
    }
    return length;
  }
}
