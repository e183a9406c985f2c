package dev.loxodonta.router.project;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.health.ServerCapabilities;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.Shard;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/** What a kind of vector index asks of the project and of its shard's servers. */
@Singleton
public final class IndexRequirements {

  @Language("SQL")
  private static final String AVAILABLE = "SELECT 1 FROM pg_available_extensions WHERE name = ?";

  private final ShardConnections shards;
  private final MapBoard board;

  IndexRequirements(ShardConnections shards, MapBoard board) {
    this.shards = shards;
    this.board = board;
  }

  /**
   * Asks the primary, and looks at what was last seen of the replicas, which answer searches too.
   *
   * @throws ServiceException INVALID_FIELD when the kind is not for the project's metric;
   *     CAPABILITY_MISSING when a server of the shard lacks the extension
   */
  public void check(ProjectSettings settings, int shardId) {
    VectorIndexKind kind = settings.vectorIndexKind();
    if (!kind.fits(settings.metric())) {
      throw ServiceException.invalidField(
          "project.vector_index_kind",
          "was VECTOR_INDEX_KIND_%s; with the metric %s allowed is a kind that compares lengths"
              .formatted(kind, settings.metric()));
    }
    kind.extension()
        .ifPresent(extension -> require("vector_index_kind " + kind, extension, shardId));
  }

  /**
   * Makes sure that the shard's servers have an extension.
   *
   * @param what what it is for, the beginning of the sentence that refuses it
   * @throws ServiceException CAPABILITY_MISSING
   */
  void require(String what, String extension, int shardId) {
    Node primary = shards.primary(shardId);
    if (!shards.use(shardId, c -> Sql.exists(c, AVAILABLE, extension))) {
      throw missing(what, extension, primary);
    }
    Map<Integer, NodeFigures> figures = board.figures();
    Shard shard = Objects.requireNonNull(board.givenMap().shards().get(shardId));
    shard.nodes().stream()
        .filter(node -> node.nodeId() != primary.nodeId())
        .filter(node -> lacks(figures.get(node.nodeId()), extension))
        .findFirst()
        .ifPresent(
            node -> {
              throw missing(what, extension, node);
            });
  }

  private static boolean lacks(@Nullable NodeFigures figures, String extension) {
    ServerCapabilities known =
        figures == null ? ServerCapabilities.UNKNOWN : figures.capabilities();
    return known.isKnown() && !known.extensions().containsKey(extension);
  }

  private static ServiceException missing(String what, String extension, Node node) {
    return ServiceException.builder(
            ErrorReason.CAPABILITY_MISSING,
            "%s needs the extension %s, which the server %s lacks"
                .formatted(what, extension, node.name()))
        .metadata("needed", extension)
        .metadata("node", node.name())
        .build();
  }
}
