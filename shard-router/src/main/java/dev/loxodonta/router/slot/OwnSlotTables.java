package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The partitions of an own slot. Attaching and detaching lock the parents for a moment, against
 * writers too, because of the foreign key between the tables; so both are tried with a short lock
 * timeout, and let running writes go on between two attempts.
 */
public final class OwnSlotTables {

  /** The partitioned tables, a referenced one before those that refer to it. */
  public static final List<String> PARENTS = List.of("memories", "memory_stats", "request_log");

  /** Above this many dimensions a row does not fit a page, and vectors are stored apart. */
  private static final int MAX_INLINE_DIMENSIONS = 3_072;

  private OwnSlotTables() {}

  /** Returns the partition of a table for a slot. */
  public static String partition(String parent, int slot) {
    return parent + "_s" + slot;
  }

  /** Makes the partitions where they are missing. */
  public static void create(Connection connection, int slot, int dimensions, Duration lockTimeout)
      throws SQLException {
    LockAttempts.run(
        connection,
        lockTimeout,
        c -> {
          Sql.list(c, "SELECT loxo_create_slot(?, false)", row -> 1, slot);
          if (dimensions > MAX_INLINE_DIMENSIONS) {
            Sql.execute(
                c,
                "ALTER TABLE %s ALTER COLUMN embedding SET STORAGE EXTERNAL"
                    .formatted(partition("memories", slot)));
          }
          return true;
        });
  }

  /** Drops the partitions where they are there, with every row in them. */
  public static void drop(Connection connection, int slot, Duration lockTimeout)
      throws SQLException {
    LockAttempts.run(
        connection,
        lockTimeout,
        c -> {
          for (String parent : PARENTS.reversed()) {
            Sql.execute(c, "DROP TABLE IF EXISTS " + partition(parent, slot));
          }
          Sql.update(c, "DELETE FROM slot_owner WHERE slot = ?", slot);
          return true;
        });
  }

  /** Returns whether all partitions are there. */
  public static boolean exist(Connection connection, int slot) throws SQLException {
    for (String parent : PARENTS) {
      if (!Sql.exists(
          connection,
          "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relispartition",
          partition(parent, slot))) {
        return false;
      }
    }
    return true;
  }
}
