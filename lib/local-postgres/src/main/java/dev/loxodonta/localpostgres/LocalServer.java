package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server that runs as a child process. Whoever started it closes it. Safe for use by
 * any thread.
 */
public abstract sealed class LocalServer implements AutoCloseable
    permits LocalPrimary, LocalReplica {
  private final ServerInstance instance;

  LocalServer(ServerInstance instance) {
    this.instance = instance;
  }

  /** Ends a server that a crashed JVM left in a folder; nothing happens when there is none. */
  @SuppressWarnings("try")
  public static void stopOrphan(Path folder) {
    try (DirectoryLock ignored = DirectoryLock.take(folder)) {
      Postmaster.stopOrphan(new ServerFolder(folder));
    }
  }

  /** The address it listens on: 127.0.0.1. */
  public String host() {
    return "127.0.0.1";
  }

  /** The TCP port it listens on; it may change with {@link #start} and {@link #restart}. */
  public int port() {
    return instance.port();
  }

  /** The superuser. */
  public Login login() {
    return instance.spec().login();
  }

  /** Its folder, with the data directory and the log. */
  public ServerFolder folder() {
    return instance.folder();
  }

  /** A JDBC URL without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  /**
   * Opens a connection as superuser; the caller closes it.
   *
   * @throws SQLException when the server is down or there is no such database
   */
  public Connection connect(String database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl(database));
    source.setUser(login().user());
    source.setPassword(login().password());
    source.setConnectTimeout(10);
    source.setApplicationName("local-postgres");
    return source.getConnection();
  }

  /**
   * Runs statements as superuser on a connection of its own.
   *
   * @return first column of the last statement's first row as text; null when there is none
   * @throws LocalPostgresException when a statement fails
   */
  public @Nullable String execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      String value = null;
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() != -1) {
        value = rows ? firstValue(statement) : null;
        rows = statement.getMoreResults();
      }
      return value;
    } catch (SQLException e) {
      throw new LocalPostgresException("PostgreSQL on port " + port() + ": " + e.getMessage(), e);
    }
  }

  /** True when the server's process is there, frozen or not. */
  public boolean isRunning() {
    return instance.isRunning();
  }

  /**
   * Starts it again after a stop or a kill, on the same port unless that has been taken meanwhile.
   * Nothing happens when it is running.
   *
   * @throws LocalPostgresException with the server's log when it does not start
   */
  public void start() {
    instance.start();
  }

  /** Shuts it down: fast; immediately after 30 s; by force after 5 s more. */
  public void stop() {
    instance.stop();
  }

  public void restart() {
    stop();
    start();
  }

  /** Kills all its processes with SIGKILL, as a crash of the machine would. */
  public void kill() {
    instance.processes().kill();
    instance.stop();
  }

  /** Kills the postmaster with SIGKILL and waits until its children have noticed and ended. */
  public void killPostmaster() {
    instance.processes().killPostmaster();
    instance.stop();
  }

  /** Stops all its processes with SIGSTOP: connections stay open and nothing answers. */
  public void freeze() {
    instance.processes().freeze();
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    instance.processes().thaw();
  }

  /** Stops the server and gives its folder free; the data stay. May be called more than once. */
  @Override
  public void close() {
    instance.close();
  }

  ServerInstance instance() {
    return instance;
  }

  private static @Nullable String firstValue(Statement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
