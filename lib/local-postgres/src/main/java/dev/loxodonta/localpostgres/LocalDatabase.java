package dev.loxodonta.localpostgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own for a test; closing drops it, with connections that are still open.
 *
 * @param server the primary it is on
 * @param name its name
 */
public record LocalDatabase(LocalPrimary server, String name) implements AutoCloseable {
  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  public Login login() {
    return server.login();
  }

  /** A JDBC URL without user and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** Opens a connection as superuser; the caller closes it. */
  public Connection connect() throws SQLException {
    return server.connect(name);
  }

  /** See {@link LocalServer#execute}. */
  public @Nullable String execute(String sql) {
    return server.execute(name, sql);
  }

  @Override
  public void close() {
    server.execute("postgres", "DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
  }
}
