package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.testing.TopologyRecorder;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import dev.loxodonta.router.v1.LocateProjectRequest;
import dev.loxodonta.router.v1.LocateProjectResponse;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TopologyIT {

  private TestCluster cluster;
  private TestRouter router;
  private TopologyRecorder watch;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(1, 1);
    router = cluster.startRouter().awaitMap();
    watch = TopologyRecorder.start(router);
    await().until(() -> watch.matches(t -> node(t, 1).getHealth() == NodeHealth.NODE_HEALTH_UP));
    await().until(() -> watch.matches(t -> node(t, 1).getRole() == NodeRole.NODE_ROLE_REPLICA));
  }

  @AfterEach
  void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void watch_pushesAMapWithinASecondWhenANodeDiesAndWhenItIsBack() {
    long epoch = watch.last().getEpoch();
    cluster.shard(1).replicas().get(0).kill();
    long killedAt = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> watch.matches(t -> node(t, 1).getHealth() == NodeHealth.NODE_HEALTH_DOWN));
    System.out.printf("pushed after %s%n", Duration.ofNanos(System.nanoTime() - killedAt));
    assertThat(Duration.ofNanos(System.nanoTime() - killedAt)).isLessThan(Duration.ofSeconds(1));
    assertThat(watch.last().getEpoch()).isEqualTo(epoch);
    cluster.shard(1).replicas().get(0).start();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> watch.matches(t -> node(t, 1).getHealth() == NodeHealth.NODE_HEALTH_UP));
  }

  @Test
  void watch_pushesARaisedEpochWhenAReplicaIsPromoted() {
    long epoch = watch.last().getEpoch();
    cluster.shard(1).primary().kill();
    cluster.shard(1).replicas().get(0).promote();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> watch.matches(t -> node(t, 1).getRole() == NodeRole.NODE_ROLE_PRIMARY));
    assertThat(node(watch.last(), 0).getHealth()).isEqualTo(NodeHealth.NODE_HEALTH_DOWN);
    assertThat(watch.last().getEpoch()).isGreaterThanOrEqualTo(epoch);
  }

  @Test
  void watch_namesProjectsThatChangedOrWent() {
    Projects.create(router, 5, 8);
    await().until(() -> watch.changedProjects().contains(5L));
    LocateProjectResponse place =
        router
            .topologies()
            .locateProject(LocateProjectRequest.newBuilder().setProjectId(5).build());
    assertThat(place.getShard().getNodesCount()).isEqualTo(2);
    assertThat(place.getSlotEpoch()).isEqualTo(1);
    watch.changedProjects().clear();
    router.projects().deleteProject(DeleteProjectRequest.newBuilder().setProjectId(5).build());
    await().until(() -> watch.changedProjects().contains(5L));
  }

  @Test
  void watch_isNotHeldUpByAWatcherThatReadsNothing() {
    List<TopologyRecorder> slow =
        java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> TopologyRecorder.startWithoutReading(router))
            .toList();
    for (long projectId = 10; projectId < 60; projectId++) {
      Projects.create(router, projectId, 8);
    }
    await().until(() -> watch.changedProjects().contains(59L));
    assertThat(watch.changedProjects()).hasSizeGreaterThanOrEqualTo(50);
    slow.forEach(TopologyRecorder::cancel);
  }

  private static Node node(Topology topology, int index) {
    return topology.getShards(0).getNodes(index);
  }
}
