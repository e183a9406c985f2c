package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ProjectDirectoryIT {

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.shared();
    services = new TestServices(shard);
    services.startProbe();
  }

  @AfterEach
  void stop() {
    shard.replica().execute("postgres", "SELECT pg_wal_replay_resume()");
    services.awaitIdle();
    services.close();
    shard.close();
  }

  @Test
  void find_readsSettingsAndCounts() {
    shard.execute("INSERT INTO project_counts VALUES (1, 12, 10)");
    shard.awaitReplica();
    ProjectHome home = find(1);
    assertThat(home.location().slot().slot()).isEqualTo(5);
    assertThat(home.project().model()).isEqualTo("test");
    assertThat(home.project().dimensions()).isEqualTo(3);
    assertThat(home.project().metric()).isEqualTo(Metric.COSINE);
    assertThat(home.project().textLanguage()).isEqualTo("english");
    assertThat(home.project().vectorIndex()).isEmpty();
    assertThat(home.project().memories()).isEqualTo(12);
    assertThat(home.project().vectors()).isEqualTo(10);
  }

  @Test
  void find_readsTheSecondSpace() {
    assertThat(find(1).project().secondSpace()).isEmpty();
    shard.execute(
        """
        UPDATE projects SET second_name = 'title', second_model = 'titles', second_dimensions = 2,
          second_metric = 'l2', second_metadata_key = 'summary' WHERE project_id = 1
        """);
    shard.awaitReplica();
    services.router.push(1L);
    SecondSpace expected = new SecondSpace("title", "titles", 2, Metric.L2, Optional.of("summary"));
    Waits.until(() -> find(1).project().secondSpace().equals(Optional.of(expected)));
  }

  @Test
  void find_keepsSettingsUntilTheRouterSaysThatTheyChanged() {
    find(1);
    shard.execute("UPDATE projects SET model = 'other' WHERE project_id = 1");
    shard.awaitReplica();
    assertThat(find(1).project().model()).isEqualTo("test");
    services.router.push(1L);
    Waits.until(() -> "other".equals(find(1).project().model()));
  }

  @Test
  void find_asksForAProjectOnceForAllThatWait() {
    Flux.range(0, 50).flatMap(i -> services.directory.find(1), 50).blockLast();
    assertThat(services.reads(services.replica()).allocatedSize()).isEqualTo(1);
  }

  @Test
  void find_asksThePrimaryWhenTheReplicaDoesNotKnowTheProjectYet() {
    shard.replica().execute("postgres", "SELECT pg_wal_replay_pause()");
    shard.addProject(2, 10);
    assertThat(find(2).project().slot()).isEqualTo(10);
  }

  @Test
  void find_asksThePrimaryWhenTheReplicaHasTheProjectInItsFormerSlot() {
    find(1);
    shard.replica().execute("postgres", "SELECT pg_wal_replay_pause()");
    shard.execute("UPDATE projects SET slot = 32, vector_index = 'hnsw' WHERE project_id = 1");
    services.router.place(1, 32);
    services.router.push();
    Waits.until(() -> find(1).location().slot().slot() == 32);
    assertThat(find(1).project().slot()).isEqualTo(32);
    assertThat(find(1).project().vectorIndex()).contains("hnsw");
  }

  @Test
  void find_failsForAnUnknownProjectAndFindsItOnceItIsMade() {
    assertThat(TestServices.reasonOf(services.directory.find(3)))
        .isEqualTo(ErrorReason.PROJECT_NOT_FOUND);
    shard.addProject(3, 16);
    assertThat(find(3).project().slot()).isEqualTo(16);
  }

  private ProjectHome find(long projectId) {
    return services.directory.find(projectId).blockOptional().orElseThrow();
  }
}
