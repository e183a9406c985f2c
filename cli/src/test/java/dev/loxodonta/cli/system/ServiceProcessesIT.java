package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs each service as a process of its own. */
class ServiceProcessesIT {

  private static final Duration WITHOUT_ROUTER = Duration.ofSeconds(8);
  private static final List<Long> PROJECTS = List.of(1L, 2L, 3L, 4L);

  @Test
  void ingestAndSearch_goOnWhenTheRouterIsKilledAndAllEndInOrder()
      throws IOException, InterruptedException {
    try (ServiceProcesses processes = new ServiceProcesses();
        ClusterClient router = ClusterClient.connectPatiently(processes.routerAddress());
        ClusterClient ingest = ClusterClient.connect(processes.ingestAddress());
        ClusterClient search = ClusterClient.connect(processes.searchAddress())) {
      PROJECTS.forEach(id -> new Projects(router).create(id, 4));
      PROJECTS.forEach(id -> assertReadsItsWrite(ingest, search, id));

      processes.router().kill();

      await()
          .during(WITHOUT_ROUTER)
          .atMost(WITHOUT_ROUTER.multipliedBy(3))
          .untilAsserted(() -> PROJECTS.forEach(id -> assertReadsItsWrite(ingest, search, id)));
      assertThat(processes.ingest().terminate()).isIn(0, 143);
      assertThat(processes.search().terminate()).isIn(0, 143);
    }
  }

  private static void assertReadsItsWrite(ClusterClient ingest, ClusterClient search, long id) {
    WriteMemoriesResponse written =
        new Projects(ingest).write(id, Projects.memory("of project " + id, 1f, 0f, 0f, 0f));
    SearchResponse found =
        new Projects(search)
            .search(
                SearchRequest.newBuilder()
                    .setProjectId(id)
                    .setK(1_000)
                    .addAllVector(List.of(1f, 0f, 0f, 0f))
                    .setConsistency(
                        Consistency.newBuilder().setWriteToken(written.getWriteToken())));

    assertThat(found.getHitsList())
        .anyMatch(hit -> hit.getMemory().getId().equals(written.getMemories(0).getId()));
  }
}
