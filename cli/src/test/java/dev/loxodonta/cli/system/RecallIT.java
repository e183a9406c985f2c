package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesResponse;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Compares searches with an index with exact ones. The vectors are those of the dictionary's
 * glosses, and, to get over 20,000 without minutes of embedding, midpoints of two glosses that are
 * near to each other, which lie where such vectors lie.
 */
class RecallIT {

  private static final int DIMENSIONS = 384;
  private static final int VECTORS = 21_000;
  private static final int BATCH = 500;
  private static final int SEARCHES = 200;
  private static final int K = 10;

  private final Projects projects = new Projects(SharedCluster.client());
  private final Random random = new Random(20_240_501);

  @Test
  void recall_isAtLeast98PercentWhenAnIndexServesTwentyThousandVectors() {
    List<List<Float>> real = dictionaryVectors();
    long project = SharedCluster.newProjectId();
    projects.create(project, DIMENSIONS);
    String written = writeAll(project, extended(real));
    awaitIndex(project);

    double found = 0;
    for (int i = 0; i < SEARCHES; i++) {
      List<Float> query = midpoint(near(real), near(real));
      SearchResponse response = projects.search(search(project, written, query));
      assertThat(response.getReport().getExact()).isFalse();
      found += overlap(response, projects.search(search(project, written, query).setExact(true)));
    }

    assertThat(found / SEARCHES).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void recall_isExactlyOneWhenTheProjectIsSmall() {
    List<List<Float>> vectors = Projects.randomVectors(300, 16, 7);
    long project = SharedCluster.newProjectId();
    projects.create(project, 16);
    String written = writeAll(project, vectors);

    for (List<Float> query : Projects.randomVectors(50, 16, 8)) {
      SearchResponse response = projects.search(search(project, written, query));

      assertThat(response.getReport().getExact()).isTrue();
      assertThat(contents(response)).containsExactlyElementsOf(nearest(vectors, query));
    }
  }

  private List<List<Float>> dictionaryVectors() {
    DictionaryDemo.firstRun();
    List<List<Float>> vectors = new ArrayList<>();
    ListMemoriesRequest.Builder request =
        ListMemoriesRequest.newBuilder()
            .setProjectId(DictionaryDemo.PROJECT)
            .setPageSize(1_000)
            .setIncludeEmbedding(true);
    do {
      ListMemoriesResponse page = SharedCluster.client().memories().listMemories(request.build());
      page.getMemoriesList().forEach(memory -> vectors.add(memory.getEmbeddingList()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return vectors;
  }

  private List<List<Float>> extended(List<List<Float>> real) {
    List<List<Float>> vectors = new ArrayList<>(real);
    while (vectors.size() < VECTORS) {
      vectors.add(midpoint(near(real), near(real)));
    }
    return vectors;
  }

  private List<Float> near(List<List<Float>> vectors) {
    return vectors.get(random.nextInt(vectors.size()));
  }

  private static List<Float> midpoint(List<Float> a, List<Float> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> (a.get(i) + b.get(i)) / 2).toList();
  }

  /** Returns the last write's token: a search without it may be answered from before the write. */
  private String writeAll(long project, List<List<Float>> vectors) {
    String written = "";
    for (int from = 0; from < vectors.size(); from += BATCH) {
      int to = Math.min(vectors.size(), from + BATCH);
      List<Memory> batch =
          IntStream.range(from, to).mapToObj(i -> numbered(i, vectors.get(i))).toList();
      written = projects.write(project, batch).getWriteToken();
    }
    return written;
  }

  private static Memory numbered(int number, List<Float> vector) {
    return Memory.newBuilder().setContent("gloss " + number).addAllEmbedding(vector).build();
  }

  private static void awaitIndex(long project) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(
            () ->
                SharedCluster.client()
                    .projects()
                    .getProjectStats(
                        GetProjectStatsRequest.newBuilder().setProjectId(project).build())
                    .getVectorIndex()
                    .equals("hnsw"));
  }

  private static SearchRequest.Builder search(long project, String written, List<Float> query) {
    return SearchRequest.newBuilder()
        .setProjectId(project)
        .addAllVector(query)
        .setK(K)
        .setConsistency(Consistency.newBuilder().setWriteToken(written));
  }

  private static double overlap(SearchResponse found, SearchResponse exact) {
    Set<String> expected = new HashSet<>(ids(exact));
    return ids(found).stream().filter(expected::contains).count() / (double) K;
  }

  private static List<String> ids(SearchResponse response) {
    assertThat(response.getHitsList()).hasSize(K);
    return response.getHitsList().stream().map(hit -> hit.getMemory().getId()).toList();
  }

  private static List<String> contents(SearchResponse response) {
    return response.getHitsList().stream().map(Hit::getMemory).map(Memory::getContent).toList();
  }

  private static List<String> nearest(List<List<Float>> vectors, List<Float> query) {
    return IntStream.range(0, vectors.size())
        .boxed()
        .sorted(java.util.Comparator.comparingDouble(i -> -cosine(vectors.get(i), query)))
        .limit(K)
        .map(i -> "gloss " + i)
        .toList();
  }

  private static double cosine(List<Float> a, List<Float> b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(List<Float> a, List<Float> b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> (double) a.get(i) * b.get(i)).sum();
  }
}
