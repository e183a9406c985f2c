package dev.loxodonta.router.project;

import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.health.ServerCapabilities;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a kind of index asks of the project and of its shard's servers. */
@Singleton
public final class IndexRequirements {

  /** Before this version pg_textsearch's index does not reach replicas. */
  private static final String REPLICATED_BM25 = "1.2.0";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

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
   * Does the same for the index on texts.
   *
   * @throws ServiceException CAPABILITY_MISSING when a server of the shard lacks the extension, or
   *     has one whose index would not reach the shard's replicas
   */
  void checkTexts(ProjectSettings settings, int shardId) {
    TextIndexKind kind = settings.textIndexKind();
    kind.extension().ifPresent(e -> checkTexts("text_index_kind " + kind, e, shardId));
  }

  private void checkTexts(String what, String extension, int shardId) {
    require(what, extension, shardId);
    Node primary = shards.primary(shardId);
    String version = available(shardId).getOrDefault(extension, "");
    if (nodes(shardId).size() > 1 && !isAtLeast(version, REPLICATED_BM25)) {
      throw ServiceException.builder(
              ErrorReason.CAPABILITY_MISSING,
              "%s needs the extension %s in version %s or newer on a shard with replicas, which the index of older ones does not reach; the server %s has %s"
                  .formatted(what, extension, REPLICATED_BM25, primary.name(), version))
          .metadata("needed", extension)
          .metadata("needed_version", REPLICATED_BM25)
          .metadata("node", primary.name())
          .build();
    }
  }

  /** Returns whether a version as {@code 1.2.0} is another or a newer one; an unknown one is 0. */
  static boolean isAtLeast(String version, String least) {
    return Arrays.compare(numbers(version), numbers(least)) >= 0;
  }

  private static int[] numbers(String version) {
    int[] numbers = new int[3];
    Matcher part = NUMBER.matcher(version);
    for (int i = 0; i < numbers.length && part.find(); i++) {
      numbers[i] = Integer.parseInt(part.group());
    }
    return numbers;
  }

  /**
   * Makes sure that the shard's servers have an extension.
   *
   * @param what what it is for, the beginning of the sentence that refuses it
   * @throws ServiceException CAPABILITY_MISSING
   */
  void require(String what, String extension, int shardId) {
    Node primary = shards.primary(shardId);
    if (!available(shardId).containsKey(extension)) {
      throw missing(what, extension, primary);
    }
    Map<Integer, NodeFigures> figures = board.figures();
    nodes(shardId).stream()
        .filter(node -> node.nodeId() != primary.nodeId())
        .filter(node -> lacks(figures.get(node.nodeId()), extension))
        .findFirst()
        .ifPresent(
            node -> {
              throw missing(what, extension, node);
            });
  }

  private Map<String, String> available(int shardId) {
    return shards.use(shardId, ServerCapabilities::ask).extensions();
  }

  private List<Node> nodes(int shardId) {
    return Objects.requireNonNull(board.givenMap().shards().get(shardId)).nodes();
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
