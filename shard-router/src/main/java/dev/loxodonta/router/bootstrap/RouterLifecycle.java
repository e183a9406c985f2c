package dev.loxodonta.router.bootstrap;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.CatalogFeed;
import dev.loxodonta.router.health.HealthRecorder;
import dev.loxodonta.router.leader.DutyRoster;
import dev.loxodonta.router.leader.Leadership;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the router beside the gRPC server, which answers TOPOLOGY_UNKNOWN until there is a map:
 * first the catalog, for as long as it takes, then everything that lives on it.
 */
@Singleton
public final class RouterLifecycle implements ApplicationEventListener<StartupEvent> {

  private static final Logger log = LoggerFactory.getLogger(RouterLifecycle.class);
  private static final long RETRY_MILLIS = 500;
  private static final int TELL_EVERY = 20;

  private final CatalogDatabase catalog;
  private final ClusterRegistration registration;
  private final CatalogFeed feed;
  private final HealthRecorder recorder;
  private final Leadership leadership;
  private final DutyRoster duties;
  private volatile @Nullable Thread start;

  RouterLifecycle(
      CatalogDatabase catalog,
      ClusterRegistration registration,
      CatalogFeed feed,
      HealthRecorder recorder,
      Leadership leadership,
      DutyRoster duties) {
    this.catalog = catalog;
    this.registration = registration;
    this.feed = feed;
    this.recorder = recorder;
    this.leadership = leadership;
    this.duties = duties;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    start = Thread.ofVirtual().name("router-start").start(this::run);
  }

  @PreDestroy
  void stop() {
    Thread running = start;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      prepareCatalog();
      feed.start();
      leadership.start();
      recorder.start();
      duties.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepareCatalog() throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        catalog.prepare();
        registration.run();
        return;
      } catch (SQLException | RuntimeException e) {
        if (attempt % TELL_EVERY == 0) {
          log.warn("waiting for the catalog: {}", e.getMessage());
          log.debug("the catalog is not ready", e);
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
