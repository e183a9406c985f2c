package dev.loxodonta.ingest.saga.departed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.Entities;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Stores;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Projects that are deleted as the router deletes them: other stores are cleaned behind it. */
class DepartedProjectsIT {

  private static final Stores STORES = Stores.shared();
  private static final IngestProcess INGEST = new IngestProcess(STORES.settings());

  @AfterAll
  static void stop() {
    INGEST.close();
  }

  @Test
  void stores_areCleanedBehindADeletedProjectAlsoOneThatWasAway() {
    Entities entities = filled(1330);
    Entities neighbour = filled(1331);
    assertThat(STORES.nodes(1330)).hasSize(2);
    STORES.qdrant().stop();
    try {
      delete(1330);
      await().untilAsserted(() -> assertThat(STORES.nodes(1330)).isEmpty());
      await().untilAsserted(() -> assertThat(STORES.keys(1330)).isZero());
      await().until(() -> departed("project_id = 1330 AND last_error IS NOT NULL") == 1);
    } finally {
      STORES.qdrant().restart();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> departed("project_id = 1330") == 0);
    assertThat(STORES.points(1330)).isEmpty();
    assertThat(STORES.points(1331)).hasSize(2);
    assertThat(neighbour.differences()).isZero();
    assertThat(entities.projectId()).isEqualTo(1330);
  }

  @Test
  void entities_ofANewProjectOfTheSameIdStay() {
    filled(1332);
    delete(1332, "now() + interval '1 hour'");
    INGEST.shard().project(1332, "callers-own", 3);
    Entities reborn = new Entities(INGEST.entities(), 1332);
    reborn.upsert(Entities.person("", "Newcomer"));
    await().until(reborn::isQuiet);
    assertThat(STORES.nodes(1332)).contains("Newcomer", "Ada");
    INGEST.shard().value("UPDATE departed_projects SET due_at = now() WHERE project_id = 1332");
    await().until(() -> departed("project_id = 1332") == 0);
    assertThat(STORES.nodes(1332)).containsExactly("Newcomer");
    assertThat(STORES.points(1332)).containsExactly("Newcomer");
    assertThat(STORES.keys(1332)).isEqualTo(1);
  }

  @Test
  void project_isSweptOnceMoreWhileCallsFromBeforeItsDeletionMayBeUnderWay() {
    filled(1333);
    delete(1333, "now() + interval '1 hour'");
    INGEST
        .shard()
        .value(
            "UPDATE departed_projects SET removed_at = now(), due_at = now() WHERE project_id ="
                + " 1333");
    await().untilAsserted(() -> assertThat(STORES.nodes(1333)).isEmpty());
    await().until(() -> departed("project_id = 1333 AND lease IS NULL AND attempts = 1") == 1);
  }

  private static Entities filled(long projectId) {
    INGEST.shard().project(projectId, "callers-own", 3);
    Entities entities = new Entities(INGEST.entities(), projectId);
    List.of("Ada", "Bob").forEach(name -> entities.upsert(Entities.person("", name)));
    await().until(entities::isQuiet);
    return entities;
  }

  private static void delete(long projectId) {
    delete(projectId, "now()");
  }

  /** What is left when the router has removed the last row of a project. */
  private static void delete(long projectId, String dueAt) {
    INGEST
        .shard()
        .value(
            """
            WITH t AS (DELETE FROM saga_step WHERE project_id = %1$d),
              s AS (DELETE FROM saga WHERE project_id = %1$d),
              m AS (DELETE FROM entity_id_mapping WHERE project_id = %1$d),
              e AS (DELETE FROM entities WHERE project_id = %1$d),
              p AS (DELETE FROM projects WHERE project_id = %1$d)
            INSERT INTO departed_projects (project_id, dimensions, metric, removed_at, due_at)
            VALUES (%1$d, 3, 'cosine', now() - interval '1 hour', %2$s)
            """
                .formatted(projectId, dueAt));
  }

  private static long departed(String condition) {
    return Long.parseLong(
        String.valueOf(
            INGEST.shard().value("SELECT count(*) FROM departed_projects WHERE " + condition)));
  }
}
