package dev.loxodonta.router.catalog;

import dev.loxodonta.router.jdbc.Sql;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes in the catalog, whoever made them, in the order of their commits: PostgreSQL's
 * LISTEN over a connection of its own. After a broken connection, and every few seconds for safety,
 * it says {@link CatalogEvent.Reconnected}. Listeners are called on one thread and must be quick.
 */
@Singleton
public final class CatalogFeed {

  private static final Logger log = LoggerFactory.getLogger(CatalogFeed.class);
  private static final String CHANNEL = "loxodonta_catalog";
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int WAIT_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 500;

  private final CatalogDatabase catalog;
  private final List<Consumer<CatalogEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean running;
  private volatile @Nullable Thread loop;
  private volatile boolean connected;

  CatalogFeed(CatalogDatabase catalog) {
    this.catalog = catalog;
  }

  /** Says in a transaction what it changes; others hear of it when it commits. */
  public static void announce(Connection connection, CatalogEvent event) throws SQLException {
    Sql.list(connection, "SELECT pg_notify(?, ?)", row -> 1, CHANNEL, event.payload());
  }

  /** Calls back on every event from now on. */
  public void onEvent(Consumer<CatalogEvent> listener) {
    listeners.add(listener);
  }

  /** Returns whether the catalog was there when it was last asked. */
  public boolean connected() {
    return connected;
  }

  /** Starts to listen. */
  public void start() {
    running = true;
    loop = Thread.ofVirtual().name("catalog-feed").start(this::listenForEver);
  }

  @PreDestroy
  void stop() {
    running = false;
    Thread thread = loop;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void listenForEver() {
    while (running) {
      try (Connection connection = catalog.connect("loxodonta-router-feed", PATIENCE)) {
        listen(connection);
      } catch (SQLException e) {
        if (connected && running) {
          log.warn("the catalog is away, the last map stays: {}", e.getMessage());
        }
        connected = false;
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    Sql.execute(connection, "LISTEN " + CHANNEL);
    connected = true;
    publish(new CatalogEvent.Reconnected());
    PGConnection notifications = connection.unwrap(PGConnection.class);
    while (running) {
      PGNotification[] heard = notifications.getNotifications(WAIT_MILLIS);
      if (heard == null || heard.length == 0) {
        Sql.execute(connection, "SELECT 1");
        publish(new CatalogEvent.Reconnected());
        continue;
      }
      for (PGNotification notification : heard) {
        publish(CatalogEvent.parse(notification.getParameter()));
      }
    }
  }

  private void publish(CatalogEvent event) {
    for (Consumer<CatalogEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        log.warn("{} was not taken in: {}", event.payload(), e.toString());
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
