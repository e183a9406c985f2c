package dev.loxodonta.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last statements of each connection, to be bound and run again: the driver takes the text of a
 * new one to pieces every time, which is a third of all bytes that a short search allocates. A
 * statement must be bound in full before each run. Thread-safe as far as connections are: one query
 * of a connection at a time.
 */
@Singleton
public final class KnownStatements {

  /** Some 15 kB each. */
  private static final int PER_CONNECTION = 64;

  /** Longer than a pool keeps an idle connection; one that has ended is forgotten after this. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  /** Weak keys are compared by identity. */
  private final Cache<PostgresqlConnection, Statements> connections =
      Caffeine.newBuilder().weakKeys().expireAfterAccess(KEPT).build();

  /** Returns the statement of a connection. */
  public PostgresqlStatement on(PostgresqlConnection connection, String sql) {
    return connections
        .get(connection, c -> new Statements())
        .computeIfAbsent(sql, connection::createStatement);
  }

  private static final class Statements extends LinkedHashMap<String, PostgresqlStatement> {

    private static final long serialVersionUID = 1;

    Statements() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, PostgresqlStatement> eldest) {
      return size() > PER_CONNECTION;
    }
  }
}
