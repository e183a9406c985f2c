package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.binaries.Flavour;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.IndexedProjects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.RebuildIndexesRequest;
import dev.loxodonta.router.v1.ServerExtension;
import dev.loxodonta.router.v1.TextIndexKind;
import dev.loxodonta.router.v1.UpdateProjectResponse;
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

  @Test
  void bm25_isBuiltBesideWritesFollowsTheLanguageAndGoes() throws Exception {
    projects.create(1801, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    try (FencedWriter writer = projects.loadAndIsolate(1801, DIMENSIONS, 300)) {
      assertThat(projects.textsServedBy(1801)).isEqualTo("gin");
      endWhileWriting(projects.change(1801, TextIndexKind.TEXT_INDEX_KIND_BM25), writer);
      assertThat(projects.textsServedBy(1801)).isEqualTo("bm25");
      assertThat(projects.bm25Indexes(1801)).contains("text_config=english");
      assertThat(broughtByBm25(1801)).isEqualTo("all of them once");

      endWhileWriting(projects.speak(1801, "simple"), writer);
      assertThat(projects.textsServedBy(1801)).isEqualTo("bm25");
      assertThat(projects.bm25Indexes(1801)).contains("text_config=simple");
      assertThat(broughtByBm25(1801)).isEqualTo("all of them once");

      endWhileWriting(projects.change(1801, TextIndexKind.TEXT_INDEX_KIND_GIN), writer);
      assertThat(projects.textsServedBy(1801)).isEqualTo("gin");
      assertThat(projects.bm25Indexes(1801)).isEmpty();
    }
  }

  @Test
  void bm25_comesWithTheSlotAndIsBuiltAnew() throws Exception {
    Project created = projects.create(1802, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    UpdateProjectResponse changed = projects.change(1802, TextIndexKind.TEXT_INDEX_KIND_BM25);
    assertThat(created.getTextIndexKind()).isEqualTo(TextIndexKind.TEXT_INDEX_KIND_GIN);
    assertThat(changed.getProject().getTextIndexKind())
        .isEqualTo(TextIndexKind.TEXT_INDEX_KIND_BM25);
    assertThat(changed.getOperationId()).isEmpty();
    assertThat(projects.textsServedBy(1802)).isEqualTo("gin");
    try (FencedWriter writer = projects.loadAndIsolate(1802, DIMENSIONS, 300)) {
      assertThat(projects.textsServedBy(1802)).isEqualTo("bm25");
      projects.awaitEnd(
          router
              .clusters()
              .rebuildIndexes(
                  RebuildIndexesRequest.newBuilder().setSlot(projects.slot(1802)).build())
              .getOperation()
              .getOperationId());
      assertThat(projects.textsServedBy(1802)).isEqualTo("bm25");
      assertThat(broughtByBm25(1802)).isEqualTo("all of them once");
    }
  }

  private static void endWhileWriting(UpdateProjectResponse changed, FencedWriter writer)
      throws Exception {
    while (!projects.hasEnded(changed.getOperationId())) {
      writer.step();
    }
    writer.step();
  }

  /** Compares what the BM25 index brings with what holds the words; a sort would bring it all. */
  private static String broughtByBm25(long projectId) {
    return cluster.ask(
        1,
        """
        SET enable_seqscan = off;
        SELECT CASE WHEN count(*) = count(DISTINCT b.id) AND count(*) = (
            SELECT count(*) FROM memories_s%1$d WHERE content ~ '\\m(memory|text)\\M')
          THEN 'all of them once' ELSE count(*) || ', different ' || count(DISTINCT b.id) END
        FROM (
          SELECT id FROM memories_s%1$d
          ORDER BY content <@> to_bm25query('memory text', 'memories_s%1$d_bm25') LIMIT 5000
        ) b
        """
            .formatted(projects.slot(projectId)));
  }
}
