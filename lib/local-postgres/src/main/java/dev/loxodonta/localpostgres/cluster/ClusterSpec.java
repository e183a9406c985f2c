package dev.loxodonta.localpostgres.cluster;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is to be. Immutable; the {@code with} methods return a changed copy.
 *
 * @param directory the cluster's folder; made when it is not there
 * @param shards number of shards, 1 to 64; null: as at the last start, 2 at the first one
 * @param replicas number of replicas of each shard, 0 to 8; null: as at the last start, 1 at the
 *     first one
 * @param binaries the installation to run; null: {@link PostgresBinaries#locate()}
 * @param durable whether writes survive a crash of the machine; false is for tests
 * @param stopOnShutdown whether a shutdown hook of the JVM stops the servers; see {@link
 *     dev.loxodonta.localpostgres.ServerSpec}
 * @param settings PostgreSQL settings that go before the defaults, on all servers
 */
public record ClusterSpec(
    Path directory,
    @Nullable Integer shards,
    @Nullable Integer replicas,
    @Nullable PostgresBinaries binaries,
    boolean durable,
    boolean stopOnShutdown,
    Map<String, String> settings) {

  /**
   * @throws IllegalArgumentException when a number is out of range
   */
  public ClusterSpec {
    requireRange("shards", shards, 1, 64);
    requireRange("replicas", replicas, 0, 8);
    directory = directory.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A durable cluster of the size it had before, or of two shards with one replica each. */
  public static ClusterSpec in(Path directory) {
    return new ClusterSpec(directory, null, null, null, true, true, Map.of());
  }

  public ClusterSpec withShards(int number) {
    return new ClusterSpec(
        directory, number, replicas, binaries, durable, stopOnShutdown, settings);
  }

  public ClusterSpec withReplicas(int number) {
    return new ClusterSpec(directory, shards, number, binaries, durable, stopOnShutdown, settings);
  }

  public ClusterSpec withBinaries(PostgresBinaries newBinaries) {
    return new ClusterSpec(
        directory, shards, replicas, newBinaries, durable, stopOnShutdown, settings);
  }

  public ClusterSpec withDurable(boolean newDurable) {
    return new ClusterSpec(
        directory, shards, replicas, binaries, newDurable, stopOnShutdown, settings);
  }

  public ClusterSpec withStopOnShutdown(boolean newStopOnShutdown) {
    return new ClusterSpec(
        directory, shards, replicas, binaries, durable, newStopOnShutdown, settings);
  }

  public ClusterSpec withSettings(Map<String, String> newSettings) {
    return new ClusterSpec(
        directory, shards, replicas, binaries, durable, stopOnShutdown, newSettings);
  }

  private static void requireRange(String name, @Nullable Integer value, int min, int max) {
    if (value != null && (value < min || value > max)) {
      throw new IllegalArgumentException(
          "The number of %s is %d, and %d to %d is expected.".formatted(name, value, min, max));
    }
  }
}
