package dev.loxodonta.topology;

import java.util.List;

/**
 * A slice of the data: one primary and its replicas.
 *
 * @param shardId from 1
 * @param name as {@code shard-1}
 * @param nodes its servers, by id
 */
public record Shard(int shardId, String name, List<Node> nodes) {

  /** Copies the nodes. */
  public Shard {
    nodes = List.copyOf(nodes);
  }
}
