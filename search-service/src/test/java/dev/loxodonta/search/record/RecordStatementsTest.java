package dev.loxodonta.search.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.search.plan.VectorSpace;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.type.v1.DocumentFilter;
import dev.loxodonta.type.v1.EntityFilter;
import org.junit.jupiter.api.Test;

class RecordStatementsTest {

  private static final String HOSTILE = "'; DROP TABLE documents; -- \" {slot} $1 \\";

  @Test
  void slotDimensionsAndK_areLiteralsAndAllElseIsBound() {
    ShardQuery<?> query = documents(DocumentFilter.newBuilder().addDocTypes(HOSTILE).build());
    assertThat(query.sql())
        .contains("WHERE slot = 5 AND project_id = $2")
        .contains("second_dimensions = 3")
        .contains("second_embedding <=> $")
        .contains("LIMIT 7")
        .doesNotContain("DROP")
        .doesNotContain("{");
    assertAllUsed(query);
  }

  @Test
  void entitiesOfTheOwnSpace_arePassedOverWhileTheyAreOfTheFormerModel() {
    ShardQuery<?> own = entities(true);
    assertThat(own.sql())
        .contains("reembedding_queue")
        .contains("updated_at >")
        .contains(" model =");
    assertAllUsed(own);
    ShardQuery<?> second = entities(false);
    assertThat(second.sql()).doesNotContain("reembedding_queue").contains("second_model =");
    assertAllUsed(second);
  }

  @Test
  void sameShape_isTheSameStatement() {
    assertThat(documents(DocumentFilter.newBuilder().addDocTypes("one").build()).sql())
        .isEqualTo(documents(DocumentFilter.newBuilder().addDocTypes("two").build()).sql());
  }

  private static void assertAllUsed(ShardQuery<?> query) {
    for (int i = 1; i <= query.parameters().size(); i++) {
      assertThat(query.sql()).containsPattern("\\$" + i + "(?!\\d)");
    }
  }

  private static ShardQuery<?> documents(DocumentFilter filter) {
    return SelectDocuments.of(
        plan(
            RecordQueryReader.read(
                SearchDocumentsRequest.newBuilder()
                    .setProjectId(1)
                    .addVector(1)
                    .setK(7)
                    .setFilter(filter)
                    .build()),
            false));
  }

  private static ShardQuery<?> entities(boolean own) {
    return SelectEntities.of(
        plan(
            RecordQueryReader.read(
                SearchEntitiesRequest.newBuilder()
                    .setProjectId(1)
                    .addVector(1)
                    .setFilter(EntityFilter.newBuilder().addEntityTypes(HOSTILE))
                    .build()),
            own));
  }

  private static RecordPlan plan(RecordQuery query, boolean own) {
    VectorSpace space = VectorSpace.of(Plans.shared(3).project());
    return new RecordPlan(
        Plans.shared(3), query, new SearchedSpace(space, own), new Halfvec(1, 0, 0));
  }
}
