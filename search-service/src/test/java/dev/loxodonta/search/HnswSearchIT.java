package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HnswSearchIT {

  private static final int DIMENSIONS = 96;
  private static final int MEMORIES = 20_000;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(21, DIMENSIONS, 400);
  private static final List<TestMemory> STORED = new ArrayList<>();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    for (int i = 0; i < MEMORIES; i++) {
      STORED.add(
          TestMemory.of(i, "memory", VECTORS.next())
              .with("{\"tenth\":%d,\"thousandth\":%d}".formatted(i % 10, i % 1_000)));
    }
    project.insert(STORED);
    project.buildIndexes();
  }

  @Test
  void recall_isAtLeast98Percent() {
    int found = 0;
    for (int i = 0; i < 100; i++) {
      float[] query = VECTORS.next();
      Set<UUID> ids = ids(search(project.search().addAllVector(Vectors.list(query))));
      ids.retainAll(Vectors.nearest(STORED, query, 10));
      found += ids.size();
    }
    assertThat(found / 1_000.0).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void report_saysThatAnIndexWasUsed() {
    SearchResponse response = search(project.search().addAllVector(Vectors.list(VECTORS.next())));
    assertThat(response.getReport().getPlan()).isEqualTo("vector-index");
    assertThat(response.getReport().getIndexesList())
        .containsExactly("memories_s" + project.slot() + "_hnsw");
    assertThat(response.getReport().getExact()).isFalse();
    assertThat(response.getReport().getComplete()).isTrue();
  }

  @Test
  void exact_comparesEveryVector() {
    float[] query = VECTORS.next();
    SearchResponse response =
        search(project.search().addAllVector(Vectors.list(query)).setExact(true).setK(50));
    assertThat(response.getReport().getPlan()).isEqualTo("exact-scan");
    assertThat(response.getReport().getExact()).isTrue();
    assertThat(ids(response)).isEqualTo(new HashSet<>(Vectors.nearest(STORED, query, 50)));
  }

  @Test
  void orderOfHits_isByScore() {
    SearchResponse response =
        search(project.search().addAllVector(Vectors.list(VECTORS.next())).setK(500));
    assertThat(response.getHitsCount()).isEqualTo(500);
    for (int i = 1; i < 500; i++) {
      assertThat(response.getHits(i).getScore())
          .isLessThanOrEqualTo(response.getHits(i - 1).getScore());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 20, 100})
  void rareFilter_bringsAllThatMatch(int k) {
    SearchRequest.Builder request =
        project
            .search()
            .addAllVector(Vectors.list(VECTORS.next()))
            .setK(k)
            .setFilter(equal("thousandth", 7));
    assertThat(search(request).getHitsCount()).isEqualTo(Math.min(k, 20));
  }

  @Test
  void commonFilter_keepsItsRecall() {
    int found = 0;
    for (int i = 0; i < 20; i++) {
      float[] query = VECTORS.next();
      List<TestMemory> matching = STORED.stream().filter(m -> m.number() % 10 == 3).toList();
      SearchRequest.Builder request =
          project.search().addAllVector(Vectors.list(query)).setFilter(equal("tenth", 3));
      Set<UUID> ids = ids(search(request));
      assertThat(ids).hasSize(10);
      ids.retainAll(Vectors.nearest(matching, query, 10));
      found += ids.size();
    }
    assertThat(found / 200.0).isGreaterThanOrEqualTo(0.95);
  }

  private static Filter equal(String key, int value) {
    return Filter.newBuilder()
        .setMetadata(
            Condition.newBuilder()
                .setEquals(
                    Condition.Equals.newBuilder()
                        .setKey(key)
                        .setValue(Value.newBuilder().setNumberValue(value))))
        .build();
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }

  private static Set<UUID> ids(SearchResponse response) {
    Set<UUID> ids = new HashSet<>();
    response.getHitsList().forEach(h -> ids.add(UUID.fromString(h.getMemory().getId())));
    return ids;
  }
}
