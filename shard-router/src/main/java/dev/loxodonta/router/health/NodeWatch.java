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
        while (running) {
          observer.accept(node, NodeAnswer.ask(connection));
          Thread.sleep(config.period());
        }
      } catch (SQLException e) {
        miss();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
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
