package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Consistency;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which node answers, and what happens when the map is old. */
class PlacementIT {

  private static final SearchStand STAND = SearchStand.shared();

  @Test
  void oldMap_isRefreshedAndTheSearchPlannedAgain() {
    TestProject project = projectWithOneMemory();
    assertThat(search(project).getHitsCount()).isEqualTo(1);
    STAND.raiseEpochSilently(project.slot());
    assertThat(search(project).getHitsCount()).isEqualTo(1);
  }

  @Test
  void epochThatTheRouterDoesNotKnow_isAborted() {
    TestProject project = projectWithOneMemory();
    STAND.raiseEpochOnShardOnly(project.slot(), 1);
    try {
      StatusRuntimeException failure =
          catchThrowableOfType(StatusRuntimeException.class, () -> search(project));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
    } finally {
      STAND.raiseEpochOnShardOnly(project.slot(), -1);
    }
  }

  @Test
  void writeToken_makesTheReadSeeTheWrite() {
    LocalReplica replica = STAND.addReplica();
    TestProject project = projectWithOneMemory();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(search(project).getReport().getNode()).isEqualTo("shard-1-replica-1"));
    replica.execute("postgres", "SELECT pg_wal_replay_pause()");
    try {
      project.insert(List.of(TestMemory.of(1, "second", 0, 1)));
      assertThat(search(project).getHitsCount()).isEqualTo(1);
      SearchResponse response = search(project, token());
      assertThat(response.getHitsCount()).isEqualTo(2);
      assertThat(response.getReport().getNode()).isEqualTo("shard-1-primary");
      assertThat(response.getReport().getLag())
          .isEqualTo(com.google.protobuf.Duration.getDefaultInstance());
    } finally {
      replica.execute("postgres", "SELECT pg_wal_replay_resume()");
    }
  }

  private static String token() {
    return "1:" + Objects.requireNonNull(STAND.database().execute("SELECT pg_current_wal_lsn()"));
  }

  private static TestProject projectWithOneMemory() {
    TestProject project = STAND.createProject(2, "cosine");
    project.insert(List.of(TestMemory.of(0, "first", 1, 0)));
    return project;
  }

  private static SearchResponse search(TestProject project) {
    return STAND.client().search(request(project).build());
  }

  private static SearchResponse search(TestProject project, String token) {
    return STAND
        .client()
        .search(
            request(project).setConsistency(Consistency.newBuilder().setWriteToken(token)).build());
  }

  private static SearchRequest.Builder request(TestProject project) {
    return project.search().addAllVector(List.of(1f, 0f));
  }
}
