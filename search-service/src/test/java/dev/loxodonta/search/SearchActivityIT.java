package dev.loxodonta.search;

import static org.awaitility.Awaitility.await;

import dev.loxodonta.search.activity.SearchActivity;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchActivityIT {

  private static final SearchStand STAND = SearchStand.shared();

  @Test
  void searches_areCountedForTheirProject() {
    Vectors vectors = new Vectors(5, 4, 1);
    TestProject project = STAND.createProject(4, "cosine");
    project.insert(List.of(TestMemory.of(1, "tea", vectors.next())));
    for (int i = 0; i < 3; i++) {
      STAND.client().search(project.search().addAllVector(Vectors.list(vectors.next())).build());
    }
    STAND.service().context().getBean(SearchActivity.class).flush().block();
    await()
        .until(
            () ->
                "3"
                    .equals(
                        String.valueOf(
                            STAND
                                .database()
                                .execute(
                                    "SELECT sum(searches) FROM project_activity WHERE project_id ="
                                        + " "
                                        + project.id()
                                        + " AND last_searched > now() - interval '1 minute'"))));
  }
}
