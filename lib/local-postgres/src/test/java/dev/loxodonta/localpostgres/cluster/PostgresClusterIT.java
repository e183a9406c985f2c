package dev.loxodonta.localpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.localpostgres.LocalServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresClusterIT {
  private final Path folder = LocalPostgres.temporaryFolder().resolve("data");
  private final ClusterSpec spec = ClusterSpec.in(folder).withDurable(false);

  @Test
  void start_bringsUpTheSameClusterAgain() {
    List<Integer> ports;
    try (PostgresCluster cluster = PostgresCluster.start(spec)) {
      ports = ports(cluster);
      assertThat(ports).hasSize(4).doesNotHaveDuplicates();
      cluster.shard(2).primary().execute("postgres", "CREATE TABLE kept (id int)");
    }
    try (PostgresCluster cluster = PostgresCluster.start(spec)) {
      assertThat(ports(cluster)).isEqualTo(ports);
      LocalReplica replica = cluster.shard(2).replicas().get(0);
      assertThat(replica.isStreaming()).isTrue();
      assertThat(replica.execute("postgres", "SELECT count(*) FROM kept")).isEqualTo("0");
    }
  }

  @Test
  void start_addsShardsAndReplicas() {
    PostgresCluster.start(spec.withShards(1).withReplicas(0)).close();

    try (PostgresCluster cluster = PostgresCluster.start(spec.withShards(2).withReplicas(1))) {
      assertThat(ports(cluster)).hasSize(4);
    }
    assertThatThrownBy(() -> PostgresCluster.start(spec.withShards(1)))
        .hasMessageContaining("cannot be started with 1");
  }

  @Test
  void start_keepsFailoverOfEarlierRun() {
    try (PostgresCluster cluster = PostgresCluster.start(spec.withShards(1))) {
      cluster.shard(1).primary().kill();
      LocalReplica replica = cluster.shard(1).replicas().get(0);
      // As the router does it, behind this library's back.
      replica.execute("postgres", "SELECT pg_promote(true, 30)");
      replica.execute("postgres", "CREATE TABLE written_later (id int)");
    }
    try (PostgresCluster cluster = PostgresCluster.start(spec)) {
      LocalPrimary primary = cluster.shard(1).primary();
      assertThat(primary.folder().home()).hasFileName("node-2");
      assertThat(primary.execute("postgres", "SELECT count(*) FROM written_later")).isEqualTo("0");
      assertThat(cluster.shard(1).replicas().get(0).isStreaming()).isTrue();
      assertThat(folder.resolve("shard-1/node-1/pgdata.superseded")).isDirectory();
    }
  }

  @Test
  void wipe_deletesStoppedClusterOnly() {
    try (PostgresCluster cluster = PostgresCluster.start(spec.withShards(1).withReplicas(0))) {
      assertThat(cluster.login().user()).isEqualTo("loxo_admin");
      assertThatThrownBy(() -> PostgresCluster.wipe(folder)).hasMessageContaining("in use");
    }
    PostgresCluster.wipe(folder);
    assertThat(folder.resolve("shard-1")).doesNotExist();
    assertThat(ClusterLayout.exists(folder)).isFalse();
  }

  private static List<Integer> ports(PostgresCluster cluster) {
    return cluster.shards().stream()
        .flatMap(shard -> shard.servers().stream())
        .map(LocalServer::port)
        .toList();
  }
}
