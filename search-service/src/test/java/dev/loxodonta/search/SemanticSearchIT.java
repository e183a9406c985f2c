package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SemanticSearchIT {

  private static final int DIMENSIONS = 32;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(7, DIMENSIONS, 20);
  private static final List<TestMemory> MEMORIES = new ArrayList<>();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createProject(DIMENSIONS, "cosine");
    for (int i = 0; i < 2_000; i++) {
      String type = i % 10 == 0 ? "procedure" : "fact";
      MEMORIES.add(
          TestMemory.of(i, "memory number " + i, VECTORS.next())
              .ofType(type)
              .with("{\"even\":%b,\"n\":%d}".formatted(i % 2 == 0, i)));
    }
    project.insert(MEMORIES);
  }

  @Test
  void nearest_areExactlyTheBruteForceOnes() {
    for (int i = 0; i < 50; i++) {
      float[] query = VECTORS.next();
      SearchResponse response =
          STAND.client().search(project.search().addAllVector(Vectors.list(query)).build());
      assertThat(ids(response)).isEqualTo(Vectors.nearest(MEMORIES, query, 10));
    }
  }

  @Test
  void report_saysHowItWasFound() {
    SearchResponse response =
        STAND
            .client()
            .search(project.search().addAllVector(Vectors.list(VECTORS.next())).setK(3).build());
    assertThat(response.getHitsCount()).isEqualTo(3);
    assertThat(response.getReport().getPlan()).isEqualTo("exact-scan");
    assertThat(response.getReport().getIndexesList())
        .containsExactly("memories_s" + project.slot() + "_exact");
    assertThat(response.getReport().getNode()).startsWith("shard-1-");
    assertThat(response.getReport().getExact()).isTrue();
    assertThat(response.getReport().getComplete()).isTrue();
    Hit first = response.getHits(0);
    assertThat(first.getScore()).isEqualTo(first.getComponents().getSemantic());
    assertThat(first.getComponents().getSemanticRank()).isEqualTo(1);
    assertThat(first.getMemory().getContent()).startsWith("memory number ");
    assertThat(first.getMemory().getMetadata().getFieldsMap()).containsKeys("even", "n");
    assertThat(first.getMemory().getVersion()).isEqualTo(1);
    assertThat(first.getMemory().getEmbeddingList()).isEmpty();
  }

  private static List<UUID> ids(SearchResponse response) {
    return response.getHitsList().stream()
        .map(h -> UUID.fromString(h.getMemory().getId()))
        .toList();
  }
}
