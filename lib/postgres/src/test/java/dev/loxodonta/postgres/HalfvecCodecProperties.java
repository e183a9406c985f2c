package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class HalfvecCodecProperties {

  @Property
  void read_undoesWriteUpToHalfPrecision(
      @ForAll @Size(min = 1, max = 200) @FloatRange(min = -65_504, max = 65_504) float[] values) {
    ByteBuf buffer = Unpooled.buffer();
    new Halfvec(values).write(buffer);
    assertThat(buffer.readableBytes()).isEqualTo(4 + 2 * values.length);
    float[] read = HalfvecCodec.read(buffer).values();
    for (int i = 0; i < values.length; i++) {
      assertThat(read[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(values[i])));
    }
  }

  @Example
  void write_isPgvectorsBinaryForm() {
    ByteBuf buffer = Unpooled.buffer();
    new Halfvec(1f, -2f, 0.5f).write(buffer);
    assertThat(buffer)
        .isEqualTo(
            Unpooled.wrappedBuffer(new byte[] {0, 3, 0, 0, 0x3c, 0, (byte) 0xc0, 0, 0x38, 0}));
  }
}
