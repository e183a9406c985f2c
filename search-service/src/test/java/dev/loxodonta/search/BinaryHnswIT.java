package dev.loxodonta.search;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.TestProject;
import org.junit.jupiter.api.BeforeAll;

class BinaryHnswIT extends IndexKindContract {

  private static TestProject project;

  @BeforeAll
  static void load() {
    project =
        load(
            STAND.createOwnSlotProject(DIMENSIONS, "cosine"),
            VectorIndexKind.HNSW_BINARY,
            MEMORIES);
  }

  @Override
  int memories() {
    return MEMORIES;
  }

  @Override
  TestProject project() {
    return project;
  }

  @Override
  VectorIndexKind kind() {
    return VectorIndexKind.HNSW_BINARY;
  }
}
