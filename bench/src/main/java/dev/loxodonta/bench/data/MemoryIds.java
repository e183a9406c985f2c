package dev.loxodonta.bench.data;

import java.util.UUID;

/** Memory ids that tell a row's number. */
public final class MemoryIds {

  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private MemoryIds() {}

  /** Returns the id of a row, which sorts as the rows do. */
  public static String of(int row) {
    return new UUID(((long) row << 16) | VERSION_7, VARIANT | row).toString();
  }

  /** Returns the row of an id. */
  public static int row(String id) {
    return (int) UUID.fromString(id).getLeastSignificantBits();
  }
}
