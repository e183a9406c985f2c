package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import org.jspecify.annotations.Nullable;

/** Reads the type {@code record} in its binary form, see {@link RowFields}; never sends it. */
final class RowFieldsCodec implements Codec<RowFields> {

  private static final int RECORD_OID = 2249;

  @Override
  public boolean canDecode(int dataType, Format format, Class<?> type) {
    return dataType == RECORD_OID && format == Format.FORMAT_BINARY && type == RowFields.class;
  }

  @Override
  public boolean canEncode(Object value) {
    return false;
  }

  @Override
  public boolean canEncodeNull(Class<?> type) {
    return false;
  }

  @Override
  public @Nullable RowFields decode(
      @Nullable ByteBuf buffer, int dataType, Format format, Class<? extends RowFields> type) {
    return buffer == null ? null : new RowFields(buffer);
  }

  @Override
  public EncodedParameter encode(Object value) {
    throw new UnsupportedOperationException("records are only read");
  }

  @Override
  public EncodedParameter encode(Object value, int dataType) {
    throw new UnsupportedOperationException("records are only read");
  }

  @Override
  public EncodedParameter encodeNull() {
    throw new UnsupportedOperationException("records are only read");
  }
}
