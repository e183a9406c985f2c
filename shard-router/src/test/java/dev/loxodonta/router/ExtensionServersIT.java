package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.binaries.Flavour;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.IndexedProjects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.ServerExtension;
import dev.loxodonta.router.v1.VectorIndexKind;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On servers that have vectorscale and pg_textsearch, and no contrib. */
final class ExtensionServersIT {

  private static final int DIMENSIONS = 16;

  private static TestCluster cluster;
  private static TestRouter router;
  private static IndexedProjects projects;

  @BeforeAll
  static void start() {
    cluster =
        TestCluster.start(
            PostgresBinaries.locate(Flavour.EXTENSIONS),
            Map.of("shared_preload_libraries", "pg_textsearch"));
    router = cluster.startRouter(Map.of("loxodonta.isolation.grace", "0s")).awaitMap();
    await().until(router::leads);
    projects = new IndexedProjects(router, cluster);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void topology_namesTheExtensions() {
    await()
        .untilAsserted(
            () ->
                assertThat(router.topology().getShards(0).getNodes(0).getExtensionsList())
                    .extracting(ServerExtension::getName)
                    .containsExactly("pg_textsearch", "vector", "vectorscale"));
  }

  @Test
  void sharedSlots_haveTheirTextIndexWithoutContrib() {
    assertThat(
            cluster.ask(1, "SELECT indexdef FROM pg_indexes WHERE indexname = 'memories_s0_text'"))
        .endsWith("USING gin (content_tsv)");
  }

  @Test
  void diskAnn_isBuiltWithTheSlotAndBesideAnother() throws Exception {
    projects.create(1108, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_DISKANN);
    try (FencedWriter writer = projects.loadAndIsolate(1108, DIMENSIONS, 300)) {
      assertThat(projects.servedBy(1108)).isEqualTo("diskann");
      assertThat(projects.vectorIndexes(1108)).contains("(embedding)::vector(16)");
      for (VectorIndexKind kind :
          new VectorIndexKind[] {
            VectorIndexKind.VECTOR_INDEX_KIND_HNSW, VectorIndexKind.VECTOR_INDEX_KIND_DISKANN
          }) {
        projects.awaitEnd(projects.change(1108, kind).getOperationId());
        writer.step();
      }
      assertThat(projects.servedBy(1108)).isEqualTo("diskann");
      assertThat(projects.vectorIndexes(1108).lines()).hasSize(1);
    }
  }
}
