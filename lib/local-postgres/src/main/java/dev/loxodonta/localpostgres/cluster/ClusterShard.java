package dev.loxodonta.localpostgres.cluster;

import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.localpostgres.LocalServer;
import java.util.List;
import java.util.stream.Stream;

/**
 * One shard's servers, in the roles they had when the cluster was started.
 *
 * @param number 1 for the first shard
 */
public record ClusterShard(int number, LocalPrimary primary, List<LocalReplica> replicas) {
  public ClusterShard {
    replicas = List.copyOf(replicas);
  }

  /** The primary and its replicas. */
  public List<LocalServer> servers() {
    return Stream.concat(Stream.<LocalServer>of(primary), replicas.stream()).toList();
  }

  /** Replicas stop first: a primary waits at its end for those that stream from it. */
  void close() {
    Concurrently.forEach(replicas, LocalReplica::close);
    primary.close();
  }
}
