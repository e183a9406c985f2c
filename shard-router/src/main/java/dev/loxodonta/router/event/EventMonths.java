package dev.loxodonta.router.event;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * The months of one shard's {@code episodic_events}. A month is taken out in two steps: detached
 * without locking the table, then moved to the schema {@code archive}. A round that was cut off
 * between them, or inside the first, is gone on with by the next.
 */
final class EventMonths {

  @Language("SQL")
  private static final String CREATE =
      """
      SELECT count(*) FILTER (WHERE made) FROM (
        SELECT loxo_create_event_month(now() + make_interval(months => i)) AS made
        FROM generate_series(0, ?) i) m
      """;

  @Language("SQL")
  private static final String ATTACHED =
      """
      SELECT c.relname, i.inhdetachpending
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'public.episodic_events'::regclass ORDER BY c.relname
      """;

  @Language("SQL")
  private static final String DETACHED =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
        AND relname ~ '^episodic_events_[0-9]{6}$' ORDER BY relname
      """;

  @Language("SQL")
  private static final String ARCHIVED =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = 'archive'::regnamespace AND relkind = 'r'
        AND relname ~ '^episodic_events_[0-9]{6}$' ORDER BY relname
      """;

  private static final String LOCK_TIMEOUT = "SET lock_timeout = '5s'";

  private final Connection shard;

  /** Takes a connection for itself: its lock timeout is changed. */
  EventMonths(Connection shard) {
    this.shard = shard;
  }

  private record Attached(String name, boolean pending) {}

  /** Makes the current month and those ahead; returns how many were missing. */
  long create(int monthsAhead) throws SQLException {
    return Sql.number(shard, CREATE, monthsAhead);
  }

  /** Moves out the months that ended before a time; returns how many. */
  long archive(Instant before) throws SQLException {
    Sql.execute(shard, LOCK_TIMEOUT);
    for (Attached month : Sql.list(shard, ATTACHED, EventMonths::toAttached)) {
      if (month.pending() || !MonthName.end(month.name()).isAfter(before)) {
        detach(month);
      }
    }
    List<String> detached = Sql.list(shard, DETACHED, row -> row.getString("relname"));
    for (String name : detached) {
      Transactions.run(shard, c -> move(c, name));
    }
    return detached.size();
  }

  /** Drops the archived months that ended before a time; returns how many. */
  long drop(Instant before) throws SQLException {
    Sql.execute(shard, LOCK_TIMEOUT);
    long dropped = 0;
    for (String name : Sql.list(shard, ARCHIVED, row -> row.getString("relname"))) {
      if (!MonthName.end(name).isAfter(before)) {
        Sql.execute(shard, "DROP TABLE archive." + Sql.identifier(name));
        dropped++;
      }
    }
    return dropped;
  }

  /** One that was cut off stands half detached, seen by nobody, until it is finalized. */
  private void detach(Attached month) throws SQLException {
    Sql.execute(
        shard,
        "ALTER TABLE public.episodic_events DETACH PARTITION public."
            + Sql.identifier(month.name())
            + (month.pending() ? " FINALIZE" : " CONCURRENTLY"));
  }

  /** A month that was archived before, and made anew for events that came late, is added to it. */
  private static boolean move(Connection connection, String name) throws SQLException {
    String table = "public." + Sql.identifier(name);
    String archived = "archive." + Sql.identifier(name);
    boolean known = Sql.exists(connection, "SELECT 1 WHERE to_regclass(?) IS NOT NULL", archived);
    if (known) {
      Sql.execute(
          connection,
          "INSERT INTO " + archived + " SELECT * FROM " + table + " ON CONFLICT DO NOTHING");
      Sql.execute(connection, "DROP TABLE " + table);
    } else {
      Sql.execute(connection, "ALTER TABLE " + table + " SET SCHEMA archive");
    }
    return known;
  }

  private static Attached toAttached(java.sql.ResultSet row) throws SQLException {
    return new Attached(row.getString("relname"), row.getBoolean("inhdetachpending"));
  }
}
