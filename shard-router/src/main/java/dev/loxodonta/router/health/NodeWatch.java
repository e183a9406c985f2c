package dev.loxodonta.router.health;

import dev.loxodonta.router.config.HealthConfig;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Asks one node, over a connection of its own that is opened again when it breaks. */
final class NodeWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CAPABILITIES_KEPT = Duration.ofMinutes(1);

  private final Node node;
  private final Server server;
  private final HealthConfig config;
  private final BiConsumer<Node, @Nullable NodeAnswer> observer;
  private final Thread thread;
  private volatile boolean running = true;

  /**
   * Starts to ask.
   *
   * @param server the node's maintenance database
   * @param observer is given each answer, or null for none
   */
  NodeWatch(
      Node node,
      Server server,
      HealthConfig config,
      BiConsumer<Node, @Nullable NodeAnswer> observer) {
    this.node = node;
    this.server = server;
    this.config = config;
    this.observer = observer;
    this.thread = Thread.ofVirtual().name("watch-" + node.name()).start(this::run);
  }

  /** Returns whether this watches the node where it is now. */
  boolean watches(Node other) {
    return node.nodeId() == other.nodeId()
        && node.host().equals(other.host())
        && node.port() == other.port();
  }

  void stop() {
    running = false;
    thread.interrupt();
  }

  private void run() {
    while (running) {
      try (Connection connection = server.connect("loxodonta-router-health", PATIENCE)) {
        observe(connection);
      } catch (SQLException e) {
        miss();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void observe(Connection connection) throws SQLException, InterruptedException {
    ServerCapabilities capabilities = ServerCapabilities.UNKNOWN;
    long askedAtNanos = 0;
    while (running) {
      boolean old = System.nanoTime() - askedAtNanos > CAPABILITIES_KEPT.toNanos();
      if (old || !capabilities.isKnown()) {
        capabilities = ServerCapabilities.ask(connection);
        askedAtNanos = System.nanoTime();
      }
      observer.accept(node, NodeAnswer.ask(connection, capabilities));
      Thread.sleep(config.period());
    }
  }

  private void miss() {
    if (running) {
      observer.accept(node, null);
      try {
        Thread.sleep(config.confirmation());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
