package dev.loxodonta.bench.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy} files with a matrix of 16-bit floats in C order. See
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
public final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int WRITE_ROWS = 1_000;
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\((\\d+),\\s*(\\d+),?\\s*\\)");

  private NpyFile() {}

  /**
   * Returns the rows.
   *
   * @throws IOException when the file cannot be read or holds something else
   */
  public static float[][] read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte expected : MAGIC) {
      require(bytes.hasRemaining() && bytes.get() == expected, file, "no .npy file");
    }
    int major = bytes.get();
    bytes.get();
    byte[] text = new byte[major == 1 ? Short.toUnsignedInt(bytes.getShort()) : bytes.getInt()];
    bytes.get(text);
    return rows(bytes, new String(text, StandardCharsets.UTF_8), file);
  }

  private static float[][] rows(ByteBuffer bytes, String header, Path file) throws IOException {
    require(header.contains("'<f2'"), file, "not of type float16");
    require(header.contains("'fortran_order': False"), file, "not in C order");
    Matcher shape = SHAPE.matcher(header);
    require(shape.find(), file, "not a matrix");
    float[][] rows = new float[Integer.parseInt(shape.group(1))][Integer.parseInt(shape.group(2))];
    require(
        bytes.remaining() == rows.length * (long) Integer.parseInt(shape.group(2)) * Short.BYTES,
        file,
        "not as long as its header says");
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Float.float16ToFloat(bytes.getShort());
      }
    }
    return rows;
  }

  /** Writes rows of equal length, at least one. */
  public static void write(Path file, float[][] rows) throws IOException {
    int width = rows[0].length;
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header(rows.length, width));
      for (int from = 0; from < rows.length; from += WRITE_ROWS) {
        int to = Math.min(rows.length, from + WRITE_ROWS);
        ByteBuffer bytes =
            ByteBuffer.allocate((to - from) * width * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = from; row < to; row++) {
          for (float value : rows[row]) {
            bytes.putShort(Float.floatToFloat16(value));
          }
        }
        out.write(bytes.array());
      }
    }
  }

  private static byte[] header(int rows, int width) {
    String text =
        "{'descr': '<f2', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, width);
    int before = MAGIC.length + 4;
    int padding = ALIGNMENT - (before + text.length() + 1) % ALIGNMENT;
    String padded = text + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(before + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.UTF_8))
        .array();
  }

  private static void require(boolean holds, Path file, String what) throws IOException {
    if (!holds) {
      throw new IOException(file + " is " + what + ": a matrix of float16 is expected");
    }
  }
}
