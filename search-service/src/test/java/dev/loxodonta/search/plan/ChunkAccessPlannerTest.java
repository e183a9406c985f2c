package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.filter.DocumentFilterSql;
import dev.loxodonta.search.statistics.ChunkStatistics;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.DocumentFilter;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In a slot of 100,000 chunks, of which every hundredth has n = 0, the next n = 1, … */
class ChunkAccessPlannerTest {

  private static final List<Memory> SAMPLE =
      IntStream.range(0, 2_000).mapToObj(ChunkAccessPlannerTest::document).toList();
  private static final String DOCUMENTS = "chunks_s40_slot_project_id_document_id_chunk_index_key";

  @Test
  void rareFilter_isAnsweredByTheChunksOfItsDocuments() {
    AccessPlanner.Choice choice = choice(below(1), 100);
    assertThat(choice.access()).isEqualTo(new VectorAccess.FilteredScan(List.of(DOCUMENTS)));
    assertThat(choice.reason())
        .isEqualTo(
            "the filter keeps about 1.0 % of 100000 chunks,"
                + " and comparing these costs less than a walk");
    assertThat(choice(below(15), 100).reason()).endsWith("a walk might miss some of so few");
  }

  @Test
  void wideFilter_walksTheGraphWithMoreEffort() {
    assertThat(walk(below(100), 100).efSearch()).isEqualTo(260);
    assertThat(walk(below(50), 100).efSearch()).isEqualTo(520);
    assertThat(walk(below(25), 800).efSearch()).isEqualTo(1_000);
    assertThat(walk(below(50), 100).fallback())
        .isEqualTo(new VectorAccess.FilteredScan(List.of(DOCUMENTS)));
  }

  @Test
  void searchWithoutAFilter_walksTheGraph() {
    VectorAccess.HnswIndex walk = walk(DocumentFilter.getDefaultInstance(), 400);
    assertThat(walk.efSearch()).isEqualTo(400);
    assertThat(walk.fallback()).isEqualTo(new VectorAccess.ExactScan(false));
  }

  @Test
  void documentsByTheirIds_areScanned() {
    DocumentFilter filter =
        DocumentFilter.newBuilder().addDocumentIds("01900000-0000-7000-8000-000000000000").build();
    assertThat(choice(filter, 100).access()).isInstanceOf(VectorAccess.FilteredScan.class);
  }

  private static VectorAccess.HnswIndex walk(DocumentFilter filter, int count) {
    return (VectorAccess.HnswIndex) choice(filter, count).access();
  }

  private static AccessPlanner.Choice choice(DocumentFilter filter, int count) {
    return new ChunkAccessPlanner(
            Plans.query(SearchRequest.newBuilder().addVector(1)),
            Plans.own(3, Optional.of("hnsw")),
            DocumentFilterSql.compile(filter, new FieldChecks()),
            new ChunkStatistics(100_000, SAMPLE),
            count)
        .choose();
  }

  private static Memory document(int i) {
    return Memory.newBuilder()
        .setMemoryType("note")
        .setMetadata(Struct.newBuilder().putFields("n", number(i % 100)))
        .build();
  }

  private static DocumentFilter below(int n) {
    return DocumentFilter.newBuilder()
        .setMetadata(
            Condition.newBuilder()
                .setRange(Condition.Range.newBuilder().setKey("n").setLt(number(n))))
        .build();
  }

  private static Value number(double n) {
    return Value.newBuilder().setNumberValue(n).build();
  }
}
