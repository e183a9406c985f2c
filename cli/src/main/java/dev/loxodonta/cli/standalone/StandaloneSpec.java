package dev.loxodonta.cli.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a standalone cluster is to be. Immutable.
 *
 * @param directory the folder with everything that stays: servers, passwords, logs
 * @param grpcPort where all services answer, 0 to 65535; 0 for any free one
 * @param httpPort where health and metrics are, 0 to 65535; 0 for any free one
 * @param shards number of shards, 1 to 64; null: as at the last start, 2 at the first one
 * @param replicas replicas of each shard, 0 to 8; null: as at the last start, 1 at the first one
 * @param durable whether writes survive a crash of the machine; false is for tests
 */
public record StandaloneSpec(
    Path directory,
    int grpcPort,
    int httpPort,
    @Nullable Integer shards,
    @Nullable Integer replicas,
    boolean durable) {

  /** Makes the directory absolute. */
  public StandaloneSpec {
    directory = directory.toAbsolutePath().normalize();
  }

  /** A durable cluster of the size that it had, on any free ports. */
  public static StandaloneSpec in(Path directory) {
    return new StandaloneSpec(directory, 0, 0, null, null, true);
  }

  /** The same on other ports. */
  public StandaloneSpec withPorts(int grpc, int http) {
    return new StandaloneSpec(directory, grpc, http, shards, replicas, durable);
  }

  /** The same in another size; null as in the constructor. */
  public StandaloneSpec withSize(@Nullable Integer newShards, @Nullable Integer newReplicas) {
    return new StandaloneSpec(directory, grpcPort, httpPort, newShards, newReplicas, durable);
  }

  /** The same without care for a crash of the machine. */
  public StandaloneSpec withoutDurability() {
    return new StandaloneSpec(directory, grpcPort, httpPort, shards, replicas, false);
  }
}
