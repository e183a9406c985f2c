package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.v1.SetTierRequest;
import dev.loxodonta.ingest.v1.SetTierResponse;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.RebuildIndexesRequest;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.Tier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Indexes that change under searches: graphs of new values, and tiers. */
class ChangingIndexesIT {

  private static final int DIMENSIONS = 16;

  private final Projects projects = new Projects(SharedCluster.client());

  @Test
  void searches_useWhatTheRouterBuiltMeanwhile() {
    long project = SharedCluster.newProjectId();
    projects.create(project, DIMENSIONS);
    write(project, 2_300, "fact", 1);
    await().atMost(Duration.ofMinutes(1)).until(() -> index(project).equals("hnsw"));
    write(project, 800, "procedure", 2);

    String rebuild =
        SharedCluster.client()
            .cluster()
            .rebuildIndexes(RebuildIndexesRequest.newBuilder().setProjectId(project).build())
            .getOperation()
            .getOperationId();
    awaitEnd(rebuild);
    await().until(() -> search(project, true).getPlan().equals("filter-graph"));

    awaitEnd(set(project, Tier.TIER_COLD).getOperationId());
    await().until(() -> search(project, false).getExact());
    awaitEnd(set(project, Tier.TIER_WARM).getOperationId());
    await().until(() -> search(project, false).getIndexesList().toString().contains("_binary"));
    assertThat(
            SharedCluster.client()
                .projects()
                .getProject(GetProjectRequest.newBuilder().setProjectId(project).build())
                .getProject()
                .getTier())
        .isEqualTo(Tier.TIER_WARM);
  }

  private static SetTierResponse set(long project, Tier tier) {
    return SharedCluster.client()
        .maintenance()
        .setTier(SetTierRequest.newBuilder().setProjectId(project).setTier(tier).build());
  }

  private SearchReport search(long project, boolean filtered) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setProjectId(project)
            .addAllVector(Projects.randomVectors(1, DIMENSIONS, 3).get(0));
    if (filtered) {
      request.setFilter(Filter.newBuilder().addMemoryTypes("procedure"));
    }
    return projects.search(request).getReport();
  }

  private void write(long project, int count, String type, long seed) {
    List<Memory> memories =
        Projects.randomVectors(count, DIMENSIONS, seed).stream()
            .map(
                vector ->
                    Memory.newBuilder()
                        .setContent("some " + type)
                        .setMemoryType(type)
                        .addAllEmbedding(vector)
                        .build())
            .toList();
    for (int from = 0; from < count; from += 500) {
      projects.write(project, memories.subList(from, Math.min(count, from + 500)));
    }
  }

  private static String index(long project) {
    return SharedCluster.client()
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(project).build())
        .getVectorIndex();
  }

  private static void awaitEnd(String operation) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                SharedCluster.client()
                        .cluster()
                        .getOperation(
                            GetOperationRequest.newBuilder().setOperationId(operation).build())
                        .getOperation()
                        .getState()
                    == OperationState.OPERATION_STATE_SUCCEEDED);
  }
}
