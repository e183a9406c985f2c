package dev.loxodonta.ingest.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as a tuple of PostgreSQL's binary COPY format: the number of columns as 16 bits, for
 * each its length as 32 bits (−1: null) and its bytes. Stateless.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, File Formats</a>
 */
public final class CopyTuples {

  /** How a table's data begin: the signature, no flags, no extension. */
  static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** What stands where a tuple would, after the last one. */
  static final byte[] TRAILER = {-1, -1};

  /** No value is longer; a length beyond it is a sign of damage. */
  private static final int MAX_BYTES = 128 << 20;

  private CopyTuples() {}

  /** Returns how the data of a table begin. */
  public static byte[] header() {
    return HEADER.clone();
  }

  /** Appends a tuple. */
  static void write(Row row, ByteArrayOutputStream to) {
    to.writeBytes(ByteBuffer.allocate(2).putShort((short) row.size()).array());
    for (int i = 0; i < row.size(); i++) {
      byte[] value = row.value(i);
      to.writeBytes(ByteBuffer.allocate(4).putInt(value == null ? -1 : value.length).array());
      if (value != null) {
        to.writeBytes(value);
      }
    }
  }

  /**
   * Reads the tuple at the buffer's position and moves behind it; null, with the position as it
   * was, when not all of it is there.
   */
  static @Nullable Row read(Section section, ByteBuffer from) {
    int start = from.position();
    Row row = complete(section, from);
    if (row == null) {
      from.position(start);
    }
    return row;
  }

  private static @Nullable Row complete(Section section, ByteBuffer from) {
    if (from.remaining() < 2) {
      return null;
    }
    int columns = from.getShort();
    if (columns != section.columns().size()) {
      throw ArchiveFailures.invalid(
          "a row of " + section.kind().table() + " has " + columns + " columns");
    }
    List<Optional<byte[]>> values = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      if (from.remaining() < 4) {
        return null;
      }
      int length = from.getInt();
      if (length < -1 || length > MAX_BYTES) {
        throw ArchiveFailures.invalid(
            "a value of " + section.kind().table() + " has " + length + " bytes");
      }
      if (from.remaining() < length) {
        return null;
      }
      values.add(value(from, length));
    }
    return new Row(values);
  }

  private static Optional<byte[]> value(ByteBuffer from, int length) {
    if (length < 0) {
      return Optional.empty();
    }
    byte[] value = new byte[length];
    from.get(value);
    return Optional.of(value);
  }

  /**
   * Returns the row that PostgreSQL's {@code record_send} made: as a tuple, but with 32 bits for
   * the number of columns and the type's OID before each.
   */
  public static Row ofRecord(ByteBuffer sent) {
    int columns = sent.getInt();
    List<Optional<byte[]>> values = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      sent.getInt();
      values.add(value(sent, sent.getInt()));
    }
    return new Row(values);
  }
}
