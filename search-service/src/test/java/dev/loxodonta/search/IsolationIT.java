package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Filter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tenants see nothing of each other, and the indexes are used in spite of row security. */
class IsolationIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final int DIMENSIONS = 64;
  private static final Vectors VECTORS = new Vectors(31, DIMENSIONS, 10);
  private static TestProject mine;
  private static TestProject theirs;
  private static TestProject own;

  @BeforeAll
  static void load() {
    mine = STAND.createProject(DIMENSIONS, "cosine");
    do {
      theirs = STAND.createProject(DIMENSIONS, "cosine");
    } while (theirs.slot() != mine.slot());
    own = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    mine.insert(memories("mine", 0, 500));
    theirs.insert(memories("theirs secret", 0, 500));
    own.insert(memories("own", 0, 3_000));
    own.buildIndexes();
  }

  @Test
  void hits_areTheProjectsOwn() {
    for (SearchMode mode :
        List.of(SearchMode.SEARCH_MODE_SEMANTIC, SearchMode.SEARCH_MODE_HYBRID)) {
      SearchResponse response = search(mine, mode, "secret", false);
      assertThat(response.getHitsCount()).isEqualTo(10);
      assertThat(response.getHitsList())
          .allMatch(h -> h.getMemory().getContent().startsWith("mine"));
    }
    assertThat(search(mine, SearchMode.SEARCH_MODE_TEXT, "secret", false).getHitsCount()).isZero();
  }

  @Test
  void idsOfAnother_areNotFound() {
    SearchResponse response =
        STAND
            .client()
            .search(
                mine.search()
                    .setText("theirs")
                    .setMode(SearchMode.SEARCH_MODE_TEXT)
                    .setFilter(Filter.newBuilder().addIds(TestMemory.id(3).toString()))
                    .build());
    assertThat(response.getHitsCount()).isZero();
  }

  @Test
  void connectionWithoutTenant_seesNoRow() throws SQLException {
    try (Connection connection = STAND.connectAsService();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM memories")) {
      rows.next();
      assertThat(rows.getLong(1)).isZero();
    }
  }

  @Test
  void tenantSetting_isGoneAfterTheSearch() {
    search(mine, SearchMode.SEARCH_MODE_SEMANTIC, "", false);
    assertThat(search(theirs, SearchMode.SEARCH_MODE_TEXT, "mine", false).getHitsCount()).isZero();
  }

  @Test
  void exactScan_usesTheCoveringIndexAlone() {
    assertThat(explain(mine, SearchMode.SEARCH_MODE_SEMANTIC))
        .contains("Index Only Scan using memories_s" + mine.slot() + "_exact");
  }

  @Test
  void textOfSharedSlot_usesTheTextIndex() {
    assertThat(explain(mine, SearchMode.SEARCH_MODE_TEXT))
        .contains("Bitmap Index Scan on memories_s" + mine.slot() + "_text")
        .doesNotContain("secret");
  }

  @Test
  void ownSlot_usesItsIndexes() {
    assertThat(explain(own, SearchMode.SEARCH_MODE_SEMANTIC))
        .contains("Index Scan using memories_s" + own.slot() + "_hnsw");
    assertThat(explain(own, SearchMode.SEARCH_MODE_HYBRID))
        .contains("Index Scan using memories_s" + own.slot() + "_hnsw")
        .contains("Bitmap Index Scan on memories_s" + own.slot() + "_text");
  }

  @Test
  void explanation_hasTheStatementAndTheReason() {
    SearchResponse response = search(own, SearchMode.SEARCH_MODE_SEMANTIC, "", true);
    assertThat(response.getExplanation().getSql()).contains("$1").contains("LEFT JOIN LATERAL");
    assertThat(response.getExplanation().getChoice()).contains("HNSW");
    assertThat(response.getExplanation().getPostgresPlan()).contains("Execution Time");
    assertThat(response.getHitsCount()).isEqualTo(10);
  }

  private static String explain(TestProject project, SearchMode mode) {
    return search(project, mode, "word7", true).getExplanation().getPostgresPlan();
  }

  private static SearchResponse search(
      TestProject project, SearchMode mode, String text, boolean explain) {
    return STAND
        .client()
        .search(
            project
                .search()
                .setMode(mode)
                .setText(text)
                .addAllVector(Vectors.list(VECTORS.next()))
                .setExplain(explain)
                .build());
  }

  private static List<TestMemory> memories(String content, int from, int to) {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = from; i < to; i++) {
      memories.add(TestMemory.of(i, content + " word" + i % 100, VECTORS.next()));
    }
    return memories;
  }
}
