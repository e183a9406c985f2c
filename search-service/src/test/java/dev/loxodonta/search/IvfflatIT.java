package dev.loxodonta.search;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.TestProject;
import org.junit.jupiter.api.BeforeAll;

class IvfflatIT extends IndexKindContract {

  private static TestProject project;

  /**
   * Centres of clusters at random are as far from one another as from a query, so the usual effort
   * finds nine of ten: the service looks harder once it has measured that.
   */
  @BeforeAll
  static void load() {
    project =
        load(STAND.createOwnSlotProject(DIMENSIONS, "cosine"), VectorIndexKind.IVFFLAT, MEMORIES);
    measured(project);
  }

  @Override
  int memories() {
    return MEMORIES;
  }

  /** Probes are measured to find 0.95 of the best of other queries than these. */
  @Override
  double leastRecall() {
    return 0.9;
  }

  @Override
  TestProject project() {
    return project;
  }

  @Override
  VectorIndexKind kind() {
    return VectorIndexKind.IVFFLAT;
  }
}
