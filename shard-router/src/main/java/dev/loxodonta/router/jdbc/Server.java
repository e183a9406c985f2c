package dev.loxodonta.router.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database on a server and how to log in. Opens single connections and pools.
 *
 * @param hosts host:port, or several with commas of which the one that takes writes is used
 * @param database the database
 * @param credentials the role
 */
public record Server(String hosts, String database, Credentials credentials) {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final String MAINTENANCE_DATABASE = "postgres";

  /** Returns the database that every server has, on the same server. */
  public Server maintenance() {
    return new Server(hosts, MAINTENANCE_DATABASE, credentials);
  }

  /**
   * Opens a connection that the caller closes.
   *
   * @param patience how long a statement may be silent, in whole seconds; zero: for ever
   */
  public Connection connect(String applicationName, Duration patience) throws SQLException {
    return source(applicationName, patience).getConnection();
  }

  /** Makes a pool that opens nothing yet; the caller closes it. */
  public HikariDataSource pool(String name, int maxConnections, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source("loxodonta-router", patience));
    config.setMaximumPoolSize(maxConnections);
    config.setMinimumIdle(0);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT.multipliedBy(2).toMillis());
    config.setValidationTimeout(CONNECT.toMillis());
    return new HikariDataSource(config);
  }

  private PGSimpleDataSource source(String applicationName, Duration patience) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://" + hosts + "/" + database);
    source.setTargetServerType(hosts.contains(",") ? "primary" : "any");
    source.setApplicationName(applicationName);
    source.setUser(credentials.username());
    source.setPassword(credentials.password());
    source.setConnectTimeout((int) CONNECT.toSeconds());
    source.setLoginTimeout((int) CONNECT.toSeconds());
    source.setSocketTimeout((int) patience.toSeconds());
    source.setTcpKeepAlive(true);
    return source;
  }
}
