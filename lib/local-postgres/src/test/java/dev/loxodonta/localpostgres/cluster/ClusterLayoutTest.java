package dev.loxodonta.localpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.localpostgres.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterLayoutTest {
  private static final ClusterLayout LAYOUT =
      new ClusterLayout(2, 1, new Login("loxo_admin", "s3cret"), Map.of("shard-1.node-1", 5433));

  @TempDir Path folder;

  @Test
  void write_canBeReadAgain() {
    LAYOUT.write(folder);

    assertThat(ClusterLayout.read(folder)).contains(LAYOUT);
  }

  @Test
  void read_isEmptyWithoutFile() {
    assertThat(ClusterLayout.read(folder)).isEmpty();
  }

  @Test
  void read_refusesDamagedFile() throws IOException {
    Files.writeString(folder.resolve("cluster.properties"), "shards=2\n");

    assertThatThrownBy(() -> ClusterLayout.read(folder)).hasMessageContaining("cannot be read");
  }

  @Test
  void of_keepsSizeAndPasswordWhenNothingIsAsked() {
    assertThat(ClusterLayout.of(ClusterSpec.in(folder), Optional.of(LAYOUT))).isEqualTo(LAYOUT);
  }

  @Test
  void of_isTwoShardsWithOneReplicaAtFirst() {
    ClusterLayout layout = ClusterLayout.of(ClusterSpec.in(folder), Optional.empty());

    assertThat(layout.shards()).isEqualTo(2);
    assertThat(layout.replicas()).isEqualTo(1);
  }

  @Test
  void of_grows() {
    ClusterLayout layout =
        ClusterLayout.of(ClusterSpec.in(folder).withShards(3), Optional.of(LAYOUT));

    assertThat(layout.shards()).isEqualTo(3);
  }

  @Test
  void of_refusesToShrink() {
    assertThatThrownBy(
            () -> ClusterLayout.of(ClusterSpec.in(folder).withReplicas(0), Optional.of(LAYOUT)))
        .hasMessageContaining(
            "has 2 shards with 1 replicas each and cannot be started with 2 and 0");
  }

  @Test
  void withShards_refusesNumberOutOfRange() {
    assertThatThrownBy(() -> ClusterSpec.in(folder).withShards(0))
        .hasMessage("The number of shards is 0, and 1 to 64 is expected.");
  }
}
