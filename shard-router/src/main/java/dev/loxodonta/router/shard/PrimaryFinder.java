package dev.loxodonta.router.shard;

import dev.loxodonta.router.config.ClusterConfig;
import dev.loxodonta.router.health.NodeAnswer;
import dev.loxodonta.router.health.ServerCapabilities;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds a shard's primary by asking its nodes: the one that takes writes, on the newest timeline.
 */
@Singleton
final class PrimaryFinder {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private record Candidate(Node node, long timeline) {}

  private final ClusterConfig config;

  PrimaryFinder(ClusterConfig config) {
    this.config = config;
  }

  /** Returns the primary, or nothing when no node that answers is one. */
  Optional<Node> find(List<Node> nodes) {
    List<Candidate> candidates = new ArrayList<>();
    for (Node node : nodes) {
      ask(node).ifPresent(candidates::add);
    }
    return candidates.stream()
        .max(Comparator.comparingLong(Candidate::timeline))
        .map(Candidate::node);
  }

  private Optional<Candidate> ask(Node node) {
    Server server = new Server(node.host() + ":" + node.port(), node.database(), config.admin());
    try (Connection connection = server.maintenance().connect("loxodonta-router", PATIENCE)) {
      NodeAnswer answer = NodeAnswer.ask(connection, ServerCapabilities.UNKNOWN);
      return answer.role() == NodeRole.PRIMARY
          ? Optional.of(new Candidate(node, answer.timeline()))
          : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
