package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchServiceGrpc;
import dev.loxodonta.type.v1.Consistency;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CancelFaultIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'loxo_service'"
          + " AND wait_event_type = 'Lock' AND query LIKE '%LEFT JOIN LATERAL%'";

  @Test
  void cancelledSearch_stopsTheBackend() throws SQLException {
    TestProject project = STAND.createProject(2, "cosine");
    project.insert(List.of(TestMemory.of(0, "first", 1, 0)));
    SearchRequest request =
        project
            .search()
            .addAllVector(List.of(1f, 0f))
            .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))
            .build();
    STAND.client().search(request);
    try (Connection blocker = STAND.database().connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE memories_s" + project.slot() + " IN ACCESS EXCLUSIVE MODE");
      var call = SearchServiceGrpc.newFutureStub(STAND.channel()).search(request);
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 1);
      call.cancel(true);
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(1))
          .until(() -> waiting() == 0);
      blocker.rollback();
    }
    assertThat(STAND.client().search(request).getHitsCount()).isEqualTo(1);
  }

  private static int waiting() {
    return Integer.parseInt(Objects.requireNonNull(STAND.database().execute(WAITING)));
  }
}
