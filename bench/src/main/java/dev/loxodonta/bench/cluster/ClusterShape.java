package dev.loxodonta.bench.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How large a cluster of the bench is.
 *
 * @param shards 1 or more
 * @param replicas of each shard, 0 or more
 * @param sharedBuffers PostgreSQL's setting, as {@code 2GB}
 * @param heap the services' heap, as {@code 2g}
 * @param settings of the services that differ from their defaults
 */
public record ClusterShape(
    int shards, int replicas, String sharedBuffers, String heap, Map<String, String> settings) {

  /** Copies the settings. */
  public ClusterShape {
    settings = Map.copyOf(settings);
  }

  /** Returns shards without replicas, with a heap of 2 GiB and the services' defaults. */
  public static ClusterShape of(int shards, String sharedBuffers) {
    return new ClusterShape(shards, 0, sharedBuffers, "2g", Map.of());
  }

  /** Returns the same with another heap. */
  public ClusterShape withHeap(String size) {
    return new ClusterShape(shards, replicas, sharedBuffers, size, settings);
  }

  /** Returns the same with one more setting. */
  public ClusterShape with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new ClusterShape(shards, replicas, sharedBuffers, heap, more);
  }
}
