package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PurgeIT {

  private static final String SLOT_LOCK = "SELECT pg_advisory_lock(1819244655, 5)";

  private static TestCluster cluster;
  private static TestRouter router;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 0);
    router =
        cluster
            .startRouter(
                Map.of(
                    "loxodonta.purge.period", "100ms",
                    "loxodonta.purge.expired-after", "1m",
                    "loxodonta.purge.batch-rows", 7))
            .awaitMap();
    await().until(router::leads);
    Projects.create(router, 1, 4);
    Projects.create(router, 2, 4);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void expiredMemories_areRemovedAndTheOthersStay() throws Exception {
    cluster.ask(
        1,
        "INSERT INTO project_counts VALUES (1, 55, 55) ON CONFLICT (project_id)"
            + " DO UPDATE SET memories = 55, vectors = 55");
    write(1, 40, "now() - interval '2 minutes'");
    write(1, 5, "now() - interval '10 seconds'");
    write(1, 5, "now() + interval '1 hour'");
    write(1, 5, "NULL");
    write(2, 20, "now() - interval '2 minutes'");
    await().until(() -> rows("memories", 1) + rows("memories", 2) == 15);
    assertThat(rows("memories", 1)).isEqualTo(15);
    assertThat(cluster.ask(1, "SELECT memories FROM project_counts WHERE project_id = 1"))
        .isEqualTo("15");
    assertThat(cluster.ask(1, "SELECT vectors FROM project_counts WHERE project_id = 1"))
        .isEqualTo("15");
  }

  @Test
  void links_goWithTheirExpiredMemory() {
    cluster.ask(
        1,
        "INSERT INTO entities (project_id, id, entity_type, name) VALUES (2, gen_random_uuid(),"
            + " 't', 'n')");
    for (String age : new String[] {"- interval '2 minutes'", "+ interval '1 hour'"}) {
      cluster.ask(
          1,
          """
          WITH m AS (
            INSERT INTO memories (slot, project_id, id, content, session_id, expires_at)
            SELECT slot, project_id, gen_random_uuid(), 'x', 'linked', now() %s
            FROM projects WHERE project_id = 2 RETURNING id)
          INSERT INTO memory_entities (project_id, memory_id, entity_id)
          SELECT 2, m.id, e.id FROM m, entities e WHERE e.project_id = 2
          """
              .formatted(age));
    }
    await().until(() -> rows("memory_entities", 2) == 1);
    assertThat(
            cluster.ask(
                1,
                "SELECT count(*) FROM memory_entities l JOIN memories m ON m.id = l.memory_id"
                    + " WHERE m.session_id = 'linked'"))
        .isEqualTo("1");
    cluster.ask(1, "DELETE FROM memories WHERE session_id = 'linked'");
  }

  @Test
  void answersOfWrites_areKeptForADay() {
    answer("23 hours");
    answer("25 hours");
    await().until(() -> rows("request_log", 1) == 1);
    assertThat(cluster.ask(1, "SELECT created_at > now() - interval '24 hours' FROM request_log"))
        .isEqualTo("t");
  }

  @Test
  void purge_waitsWhileASwitchHoldsTheSlot() throws Exception {
    try (Connection mover = cluster.connect(1)) {
      mover.createStatement().execute(SLOT_LOCK);
      cluster.ask(
          1,
          "INSERT INTO memories (slot, project_id, id, content, session_id, expires_at) VALUES"
              + " (5, 1, gen_random_uuid(), 'x', 'held', now() - interval '1 day')");
      await()
          .until(
              () ->
                  cluster
                      .ask(
                          1,
                          "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT"
                              + " granted")
                      .equals("1"));
      await().during(Duration.ofMillis(500)).until(() -> held() == 1);
    }
    await().until(() -> held() == 0);
  }

  private static long held() {
    return Long.parseLong(
        cluster.ask(1, "SELECT count(*) FROM memories WHERE session_id = 'held'"));
  }

  private static void write(int projectId, int rows, String expiresAt) {
    cluster.ask(
        1,
        """
        INSERT INTO memories (slot, project_id, id, content, embedding, expires_at)
        SELECT p.slot, p.project_id, gen_random_uuid(), 'text ' || i, '[1,2,3,4]', %s
        FROM projects p, generate_series(1, %d) i WHERE p.project_id = %d
        """
            .formatted(expiresAt, rows, projectId));
  }

  private static void answer(String age) {
    cluster.ask(
        1,
        """
        INSERT INTO request_log (slot, project_id, request_id, fingerprint, response, created_at)
        SELECT slot, project_id, gen_random_uuid(), '', '', now() - interval '%s'
        FROM projects WHERE project_id = 1
        """
            .formatted(age));
  }

  private static long rows(String table, int projectId) {
    return Long.parseLong(
        cluster.ask(
            1, "SELECT count(*) FROM %s WHERE project_id = %d".formatted(table, projectId)));
  }
}
