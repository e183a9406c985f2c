package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.BatchSearchRequest;
import dev.loxodonta.search.v1.BatchSearchResponse;
import dev.loxodonta.search.v1.SearchRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSearchIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createProject(2, "cosine");
    project.insert(List.of(TestMemory.of(0, "east", 1, 0), TestMemory.of(1, "north", 0, 1)));
  }

  @Test
  void results_areInTheOrderOfTheSearches() {
    BatchSearchRequest.Builder request = BatchSearchRequest.newBuilder();
    for (int i = 0; i < 100; i++) {
      request.addSearches(towards(i % 2 == 0 ? 1 : 0, i % 2 == 0 ? 0 : 1));
    }
    BatchSearchResponse response = STAND.client().batchSearch(request.build());
    assertThat(response.getResultsCount()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(response.getResults(i).getResponse().getHits(0).getMemory().getContent())
          .isEqualTo(i % 2 == 0 ? "east" : "north");
    }
  }

  @Test
  void badSearch_leavesTheOthersAlone() {
    BatchSearchResponse response =
        STAND
            .client()
            .batchSearch(
                BatchSearchRequest.newBuilder()
                    .addSearches(towards(1, 0))
                    .addSearches(towards(1, 0).setK(0))
                    .addSearches(towards(1, 0).setProjectId(987_654_321))
                    .addSearches(towards(0, 1))
                    .build());
    Status badField = response.getResults(1).getError();
    assertThat(response.getResults(0).hasResponse()).isTrue();
    assertThat(badField.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(Failures.fields(badField)).containsExactly("k");
    assertThat(Failures.reason(response.getResults(2).getError())).isEqualTo("PROJECT_NOT_FOUND");
    assertThat(response.getResults(3).hasResponse()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101})
  void numberOfSearches_isChecked(int count) {
    BatchSearchRequest.Builder request = BatchSearchRequest.newBuilder();
    for (int i = 0; i < count; i++) {
      request.addSearches(towards(1, 0));
    }
    Status status = Failures.of(() -> STAND.client().batchSearch(request.build()));
    assertThat(Failures.fields(status)).containsExactly("searches");
  }

  private static SearchRequest.Builder towards(float east, float north) {
    return project.search().addVector(east).addVector(north);
  }
}
