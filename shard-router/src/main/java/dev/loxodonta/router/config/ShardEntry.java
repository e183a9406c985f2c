package dev.loxodonta.router.config;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A shard of the configuration.
 *
 * @param name unique, as {@code shard-1}
 * @param database its database; made when it is missing. Default {@code loxodonta}
 * @param nodes its servers, at least one
 */
public record ShardEntry(String name, @Nullable String database, List<NodeEntry> nodes) {

  private static final String DEFAULT_DATABASE = "loxodonta";

  /**
   * Copies the nodes.
   *
   * @throws IllegalArgumentException when there is none
   */
  public ShardEntry {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException(
          "shard " + name + " has no nodes; one at least is expected");
    }
  }

  /** Returns the database, never null. */
  @Override
  public String database() {
    return Objects.requireNonNullElse(database, DEFAULT_DATABASE);
  }
}
