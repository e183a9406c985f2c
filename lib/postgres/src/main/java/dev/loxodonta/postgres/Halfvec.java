package dev.loxodonta.postgres;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A vector as PostgreSQL stores it here: pgvector's {@code halfvec}, 16-bit floats. Holds 32-bit
 * floats and is rounded on the way. Immutable by custom: the array is not copied.
 */
public final class Halfvec {

  /** The largest magnitude that a 16-bit float can hold. */
  public static final float MAX_MAGNITUDE = 65_504f;

  private final float[] values;

  /** Wraps the numbers; the array is the vector's from now on. */
  public Halfvec(float... values) {
    this.values = values;
  }

  /** Returns the numbers; not to be changed. */
  public float[] values() {
    return values;
  }

  /** Takes one of the numbers. */
  @FunctionalInterface
  public interface NumberSink {
    /** Takes it. */
    void accept(float number);
  }

  /** Hands on the numbers in their order, unboxed, as to the builder of a message. */
  public void forEach(NumberSink sink) {
    for (float value : values) {
      sink.accept(value);
    }
  }

  /** Returns how many bytes the binary form has. */
  public int binaryLength() {
    return 4 + 2 * values.length;
  }

  /**
   * Appends the binary form: dimensions and a zero as 16-bit numbers, then each number as a 16-bit
   * IEEE 754 float, all big-endian (pgvector's {@code halfvec_send}).
   */
  public void write(ByteBuf to) {
    byte[] bytes = new byte[2 * values.length];
    ByteBuffer.wrap(bytes).asShortBuffer().put(halves());
    to.writeShort(values.length).writeShort(0).writeBytes(bytes);
  }

  /** A loop over two arrays and nothing else, for which the JVM has vector instructions. */
  private short[] halves() {
    short[] halves = new short[values.length];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
    }
    return halves;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Halfvec that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values).replace(" ", "");
  }
}
