package dev.loxodonta.search;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.TestProject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class IvfflatIT extends IndexKindContract {

  private static TestProject project;

  @BeforeAll
  static void load() {
    project =
        load(STAND.createOwnSlotProject(DIMENSIONS, "cosine"), VectorIndexKind.IVFFLAT, MEMORIES);
  }

  @Override
  int memories() {
    return MEMORIES;
  }

  /**
   * Centres of clusters at random are as far from one another as from a query, so the usual effort
   * finds nine of ten: the service looks harder once it has measured that.
   */
  @BeforeEach
  void learn() {
    measured();
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
