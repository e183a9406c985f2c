package dev.loxodonta.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntityNamesTest {

  @Test
  void names_areWordsThatStandTogether() {
    assertThat(names("Where is  Ada Byron?"))
        .containsExactlyInAnyOrder(
            "Where",
            "Where is",
            "Where is Ada",
            "Where is Ada Byron",
            "is",
            "is Ada",
            "is Ada Byron",
            "Ada",
            "Ada Byron",
            "Byron");
  }

  @Test
  void names_loseWhatIsAroundThemAndKeepWhatIsInside() {
    assertThat(names("(St. Mary, of O’Neil’s)")).contains("St. Mary", "O’Neil", "O’Neil’s", "of");
  }

  @Test
  void names_areFoundInPhrasesAndNotInWhatIsExcluded() {
    assertThat(names("\"Ada Byron\" -Babbage engine"))
        .contains("Ada Byron", "engine")
        .noneMatch(n -> n.contains("Babbage"));
  }

  @Test
  void namesOfALongText_areFewerThanAThousand() {
    assertThat(names("word’s ".repeat(1_000))).hasSizeLessThan(1_000);
    assertThat(names("x".repeat(8_000))).hasSize(1);
    assertThat(names("? !")).isEmpty();
  }

  private static List<String> names(String text) {
    return EntityNames.in(QueryTextParser.parse(text));
  }
}
