package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.IndexedProjects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.SetTierRequest;
import dev.loxodonta.router.v1.SetTierResponse;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.type.v1.Tier;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TiersIT {

  private static final int DIMENSIONS = 16;

  private static TestCluster cluster;
  private static TestRouter router;
  private static IndexedProjects projects;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 1);
    router =
        cluster
            .startRouter(
                Map.of(
                    "loxodonta.isolation.grace", "0s",
                    "loxodonta.isolation.min-vectors", 0,
                    "loxodonta.tiers.warm-after", "1h",
                    "loxodonta.tiers.cold-after", "2h",
                    "loxodonta.tiers.check-period", "300ms"))
            .awaitMap();
    await().until(router::leads);
    projects = new IndexedProjects(router, cluster);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void tierByHand_changesTheIndexWhileWritesGoOn() throws Exception {
    projects.create(1_431, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    try (FencedWriter writer = projects.loadAndIsolate(1_431, DIMENSIONS, 400)) {
      change(writer, Tier.TIER_WARM);
      assertThat(projects.servedBy(1_431)).isEqualTo("hnsw_binary");
      assertThat(projects.vectorIndexes(1_431).lines()).hasSize(1);
      change(writer, Tier.TIER_COLD);
      assertThat(projects.servedBy(1_431)).isEmpty();
      assertThat(projects.vectorIndexes(1_431)).isEmpty();
      change(writer, Tier.TIER_HOT);
      assertThat(projects.servedBy(1_431)).isEqualTo("hnsw");
      assertThat(project(1_431).getTier()).isEqualTo(Tier.TIER_HOT);
      assertThat(project(1_431).getTierByHand()).isTrue();
      assertThat(cluster.ask(1, "SELECT count(*) FROM memories WHERE project_id = 1431"))
          .isEqualTo(Integer.toString(writer.versions().size()));
    }
  }

  @Test
  void tier_followsTheSearchesUnlessItWasSetByHand() throws Exception {
    for (long id : new long[] {1_432, 1_433}) {
      projects.create(id, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
      projects.loadAndIsolate(id, DIMENSIONS, 100).close();
    }
    set(1_433, Tier.TIER_HOT, false);
    cluster.ask(1, "UPDATE projects SET created_at = now() - interval '1 year'");
    searched("90 minutes");
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(1_432, Tier.TIER_WARM));
    searched("3 hours");
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(1_432, Tier.TIER_COLD));
    searched("1 minute");
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(1_432, Tier.TIER_HOT));
    assertThat(project(1_432).getTierByHand()).isFalse();
    searched("3 hours");
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(1_432, Tier.TIER_COLD));
    assertThat(isServed(1_433, Tier.TIER_HOT)).isTrue();
    set(1_433, Tier.TIER_AUTO, false);
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(1_433, Tier.TIER_COLD));
    assertThat(
            router
                .projects()
                .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(1_433).build())
                .getSearches())
        .isEqualTo(7);
  }

  @Test
  void prewarm_readsTheIndexesIntoTheMemoryOfEveryServer() throws Exception {
    projects.create(1_434, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    projects.loadAndIsolate(1_434, DIMENSIONS, 100).close();
    String operation = set(1_434, Tier.TIER_HOT, true).getOperationId();
    projects.awaitEnd(operation);
    assertThat(
            router
                .clusters()
                .getOperation(GetOperationRequest.newBuilder().setOperationId(operation).build())
                .getOperation()
                .getKind())
        .isEqualTo("prewarm-indexes");
    assertThat(cluster.ask(1, "SELECT 1 FROM pg_extension WHERE extname = 'pg_prewarm'"))
        .isEqualTo("1");
  }

  @Test
  void tierOfASharedSlot_isOnlyNoted() {
    projects.create(1_435, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    SetTierResponse answer = set(1_435, Tier.TIER_COLD, false);
    assertThat(answer.getOperationId()).isEmpty();
    assertThat(answer.getProject().getTier()).isEqualTo(Tier.TIER_COLD);
  }

  @Test
  void request_withoutATierOrProjectIsRefused() {
    assertThat(refusal(1_435, Tier.TIER_UNSPECIFIED, false))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(1_435, Tier.TIER_COLD, true)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(1_498, Tier.TIER_COLD, false)).isEqualTo(Status.Code.NOT_FOUND);
  }

  private static void change(FencedWriter writer, Tier tier) throws Exception {
    String operation = set(1_431, tier, false).getOperationId();
    while (!projects.hasEnded(operation)) {
      writer.step();
    }
    writer.step();
  }

  private static void searched(String ago) {
    cluster.ask(
        1,
        """
        INSERT INTO project_activity (project_id, searches, last_searched)
        SELECT project_id, 7, now() - interval '%s' FROM projects
        WHERE project_id IN (1432, 1433)
        ON CONFLICT (project_id) DO UPDATE SET last_searched = excluded.last_searched
        """
            .formatted(ago));
  }

  private static boolean isServed(long project, Tier tier) {
    String index =
        switch (tier) {
          case TIER_WARM -> "hnsw_binary";
          case TIER_COLD -> "";
          default -> "hnsw";
        };
    return project(project).getTier() == tier && projects.servedBy(project).equals(index);
  }

  private static Status.Code refusal(long project, Tier tier, boolean prewarm) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> set(project, tier, prewarm))
        .getStatus()
        .getCode();
  }

  private static SetTierResponse set(long project, Tier tier, boolean prewarm) {
    return router
        .projects()
        .setTier(
            SetTierRequest.newBuilder()
                .setProjectId(project)
                .setTier(tier)
                .setPrewarm(prewarm)
                .build());
  }

  private static Project project(long id) {
    return router
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(id).build())
        .getProject();
  }
}
