package dev.loxodonta.router.leader;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.jdbc.Sql;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this router leads: it does while its connection holds the catalog's advisory lock, which
 * is asked for and seen to once a second. PostgreSQL gives the lock free when the connection or the
 * process is gone. Thread-safe.
 */
@Singleton
public final class Leadership {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long LOCK = 0x6c6f786f_6c656164L;
  private static final long PERIOD_MILLIS = 1_000;

  private final CatalogDatabase catalog;
  private volatile boolean leads;
  private volatile boolean running;
  private volatile @Nullable Thread loop;

  Leadership(CatalogDatabase catalog) {
    this.catalog = catalog;
  }

  /** Returns whether this router leads, as far as it knows. */
  public boolean leads() {
    return leads;
  }

  /** Starts to ask for the lead. */
  public void start() {
    running = true;
    loop = Thread.ofVirtual().name("leadership").start(this::run);
  }

  @PreDestroy
  void stop() {
    running = false;
    Thread thread = loop;
    leads = false;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    while (running) {
      try (Connection connection = catalog.connect("loxodonta-router-lead", PATIENCE)) {
        while (running) {
          holdOrAsk(connection);
          pause();
        }
      } catch (SQLException e) {
        if (leads) {
          log.warn("the lead is lost: {}", e.getMessage());
        }
        leads = false;
        pause();
      }
    }
  }

  private void holdOrAsk(Connection connection) throws SQLException {
    if (leads) {
      Sql.execute(connection, "SELECT 1");
    } else if (Sql.first(
            connection, "SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), LOCK)
        .orElse(false)) {
      leads = true;
      log.info("this router leads");
    }
  }

  private void pause() {
    try {
      Thread.sleep(PERIOD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
