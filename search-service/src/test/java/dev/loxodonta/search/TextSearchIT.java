package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextSearchIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createProject(2, "cosine");
    project.insert(
        List.of(
            TestMemory.of(0, "the quick brown fox jumps over the lazy dog"),
            TestMemory.of(1, "a lazy afternoon in New York", 1, 0),
            TestMemory.of(2, "York is an old city in the north", 0, 1),
            TestMemory.of(3, "nothing to see here"),
            TestMemory.of(4, "it''s a dog's life & that's (all) | of it: !done"),
            TestMemory.of(5, "new dogs in old York")));
  }

  @Test
  void anyWord_findsMemoriesThatHoldOneOfThem() {
    assertThat(find("which lazy foxes live in the jungle")).containsExactly(0, 1);
  }

  @Test
  void phrase_isRequired() {
    assertThat(find("\"new york\" dog")).isEmpty();
    assertThat(find("\"new york\" lazy")).containsExactly(1);
    assertThat(find("\"new york\"")).containsExactly(1);
  }

  @Test
  void phraseBesideOr_isAnAlternative() {
    assertThat(find("\"new york\" OR fox")).containsExactlyInAnyOrder(0, 1);
    assertThat(find("\"new york\" or \"old city\"")).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void exclusion_leavesMemoriesOut() {
    assertThat(find("york -new")).containsExactly(2);
    assertThat(find("york -\"old city\"")).containsExactlyInAnyOrder(1, 5);
    assertThat(find("-york -dog -nothing")).isEmpty();
    assertThat(find("-york -dog")).containsExactly(3);
  }

  @Test
  void stopWordsOnly_findNothingWithoutAnError() {
    assertThat(find("the of and")).isEmpty();
    assertThat(find("\"of the\"")).isEmpty();
    assertThat(find("the -of")).isEmpty();
    assertThat(find("?!")).isEmpty();
  }

  @Test
  void operatorsOfPostgres_areOnlyText() {
    for (String text :
        List.of(
            "dog' & !", "dog | (", "dog:*", "'dog'", "dog \\", "dog <-> x", "a\\'b dog", "\"dog")) {
      assertThat(find(text)).as(text).contains(0);
    }
  }

  @Test
  void report_namesTheTextIndexAndTheCount() {
    SearchResponse response = search("lazy");
    assertThat(response.getReport().getPlan()).isEqualTo("text-index");
    assertThat(response.getReport().getIndexesList())
        .containsExactly("memories_s" + project.slot() + "_text");
    assertThat(response.getReport().getMatched()).isEqualTo(2);
    assertThat(response.getHits(0).getScore())
        .isEqualTo(response.getHits(0).getComponents().getText())
        .isPositive();
    assertThat(response.getHits(0).getComponents().hasSemantic()).isFalse();
    assertThat(response.getHits(1).getComponents().getTextRank()).isEqualTo(2);
  }

  private static SearchResponse search(String text) {
    return STAND
        .client()
        .search(project.search().setText(text).setMode(SearchMode.SEARCH_MODE_TEXT).build());
  }

  private static List<Integer> find(String text) {
    return search(text).getHitsList().stream()
        .map(h -> Integer.parseInt(h.getMemory().getId().substring(24), 16))
        .toList();
  }
}
