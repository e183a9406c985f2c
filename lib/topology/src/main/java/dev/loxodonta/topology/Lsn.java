package dev.loxodonta.topology;

import java.util.regex.Pattern;

/**
 * A position in PostgreSQL's write-ahead log: a byte offset, as a plain unsigned {@code long}
 * inside the program and as {@code 16/B374D848} in text (PostgreSQL's type {@code pg_lsn}).
 */
public final class Lsn {

  /** The position before the first byte; also stands for "not known". */
  public static final long NONE = 0;

  private static final Pattern TEXT = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

  private Lsn() {}

  /**
   * Returns the position of a text.
   *
   * @throws IllegalArgumentException when the text is no position
   */
  public static long parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is no log position like 16/B374D848");
    }
    int slash = text.indexOf('/');
    long high = Long.parseLong(text, 0, slash, 16);
    long low = Long.parseLong(text, slash + 1, text.length(), 16);
    return high << 32 | low;
  }

  /** Returns the text of a position. */
  public static String format(long lsn) {
    return "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFF_FFFFL);
  }
}
