package dev.loxodonta.router.catalog;

import com.zaxxer.hikari.HikariDataSource;
import dev.loxodonta.router.config.CatalogConfig;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.jdbc.SqlWork;
import dev.loxodonta.router.jdbc.Transactions;
import io.micronaut.context.annotation.Bean;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.Flyway;

/**
 * The catalog database: made when it is missing, brought to the newest version, and then read and
 * written over a small pool. Thread-safe.
 */
@Singleton
@Bean(typed = CatalogDatabase.class)
public final class CatalogDatabase {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** States that mean that another router made it at the same time. */
  private static final Set<String> MADE_BY_ANOTHER = Set.of("42P04", "23505");

  private final Server server;
  private final HikariDataSource pool;

  CatalogDatabase(CatalogConfig config) {
    this.server = config.server();
    this.pool = server.pool("catalog", config.maxConnections(), PATIENCE);
  }

  /** Makes the database and its tables where they are missing. Safe to run twice and at once. */
  public void prepare() throws SQLException {
    createDatabase();
    Flyway.configure(CatalogDatabase.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration/catalog")
        .schemas("catalog")
        .table("schema_version")
        .load()
        .migrate();
  }

  /** Runs work in a transaction; failures come as errors of the service. */
  public <T> T transact(SqlWork<T> work) {
    try (Connection connection = pool.getConnection()) {
      return Transactions.run(connection, work);
    } catch (SQLException e) {
      throw SqlFailures.onCatalog(e);
    }
  }

  /** Runs work that only reads, on one snapshot. */
  public <T> T read(SqlWork<T> work) {
    try (Connection connection = pool.getConnection()) {
      return Transactions.onSnapshot(connection, work);
    } catch (SQLException e) {
      throw SqlFailures.onCatalog(e);
    }
  }

  /** Opens a connection of its own, for a lock or for notifications; the caller closes it. */
  public Connection connect(String applicationName, Duration patience) throws SQLException {
    return server.connect(applicationName, patience);
  }

  @PreDestroy
  void close() {
    pool.close();
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = server.maintenance().connect("loxodonta-router", PATIENCE)) {
      if (!Sql.exists(
          connection, "SELECT 1 FROM pg_database WHERE datname = ?", server.database())) {
        Sql.execute(connection, "CREATE DATABASE " + Sql.identifier(server.database()));
      }
    } catch (SQLException e) {
      if (!MADE_BY_ANOTHER.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
    }
  }
}
