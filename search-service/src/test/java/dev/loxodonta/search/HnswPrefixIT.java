package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On vectors of which the first numbers say most. */
class HnswPrefixIT extends IndexKindContract {

  private static final double DECAY = 0.985;
  private static final Vectors VECTORS = new Vectors(32, DIMENSIONS, 300, DECAY);
  private static final List<TestMemory> STORED = stored(VECTORS);

  private static TestProject project;

  @BeforeAll
  static void load() {
    project =
        load(STAND.createOwnSlotProject(DIMENSIONS, "cosine"), VectorIndexKind.HNSW_PREFIX, STORED);
  }

  @Test
  void prefix_isAQuarterOfTheNumbers() {
    assertThat(VectorIndexKind.prefix(DIMENSIONS)).isEqualTo(64);
    assertThat(VectorIndexKind.prefix(1_536)).isEqualTo(384);
    assertThat(VectorIndexKind.prefix(32)).isEqualTo(32);
  }

  @Override
  Vectors vectors() {
    return VECTORS;
  }

  @Override
  List<TestMemory> all() {
    return STORED;
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
    return VectorIndexKind.HNSW_PREFIX;
  }
}
