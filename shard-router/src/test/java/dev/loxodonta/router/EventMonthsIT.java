package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EventMonthsIT {

  private static TestCluster cluster;
  private static TestRouter router;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 0);
    router =
        cluster
            .startRouter(
                Map.of(
                    "loxodonta.events.period", "200ms",
                    "loxodonta.events.months-ahead", 2,
                    "loxodonta.events.archive-after", "365d",
                    "loxodonta.events.drop-after", "7300d"))
            .awaitMap();
    Projects.create(router, 1, 4);
    Projects.create(router, 2, 4);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void months_areMadeAhead() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        cluster.ask(
                            1,
                            """
                            SELECT count(*) FROM generate_series(0, 2) i
                            WHERE to_regclass('episodic_events_' || to_char(
                              (now() AT TIME ZONE 'UTC') + make_interval(months => i), 'YYYYMM'))
                              IS NOT NULL
                            """))
                    .isEqualTo("3"));
  }

  @Test
  void oldMonth_isArchivedWithItsRowsAlsoWhenEventsComeLate() {
    for (int round = 1; round <= 2; round++) {
      String expected = Integer.toString(round);
      write(1, "2020-02-10");
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(rows("archive.episodic_events_202002")).isEqualTo(expected);
                assertThat(cluster.ask(1, "SELECT to_regclass('public.episodic_events_202002')"))
                    .isEqualTo("null");
              });
    }
  }

  @Test
  void monthThatWasDetachedOnly_isArchivedByTheNextRound() {
    cluster.ask(
        1,
        "CREATE TABLE episodic_events_201903 (LIKE episodic_events INCLUDING ALL);"
            + " INSERT INTO episodic_events_201903 (project_id, id, \"timestamp\", session_id,"
            + " content) VALUES (1, gen_random_uuid(), '2019-03-03', 's', 'x')");
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> rows("archive.episodic_events_201903").equals("1"));
  }

  @Test
  void monthThatIsOldEnough_isDropped() {
    write(1, "2001-05-05");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        cluster.ask(
                            1,
                            "SELECT count(*) FROM pg_class WHERE relname ="
                                + " 'episodic_events_200105'"))
                    .isEqualTo("0"));
  }

  @Test
  void project_takesItsRecordsWithIt() {
    Projects.create(router, 3, 4);
    write(3, "2020-03-10");
    write(3, "now");
    write(2, "2020-03-11");
    cluster.ask(1, "INSERT INTO tasks (project_id, id, title) VALUES (3, gen_random_uuid(), 'x')");
    cluster.ask(
        1,
        "INSERT INTO structured_data (project_id, id, data_id, raw_json) VALUES"
            + " (3, gen_random_uuid(), 'x', '1')");
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> rows("archive.episodic_events_202003").equals("2"));
    router.projects().deleteProject(DeleteProjectRequest.newBuilder().setProjectId(3).build());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(rows("projects WHERE project_id = 3")).isEqualTo("0");
              assertThat(rows("tasks")).isEqualTo("0");
              assertThat(rows("structured_data")).isEqualTo("0");
              assertThat(rows("episodic_events WHERE project_id = 3")).isEqualTo("0");
              assertThat(rows("archive.episodic_events_202003")).isEqualTo("1");
            });
  }

  private static String rows(String table) {
    return cluster.ask(1, "SELECT count(*) FROM " + table);
  }

  private static void write(int projectId, String day) {
    cluster.ask(
        1,
        """
        DO $$ BEGIN
          PERFORM loxo_create_event_month('%1$s');
          INSERT INTO episodic_events (project_id, id, "timestamp", session_id, content)
          VALUES (%2$d, gen_random_uuid(), '%1$s', 's', 'x');
        END $$
        """
            .formatted(day, projectId));
  }
}
