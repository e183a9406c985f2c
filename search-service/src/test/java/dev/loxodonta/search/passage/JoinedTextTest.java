package dev.loxodonta.search.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedTextTest {

  @Test
  void overlap_isThereOnce() {
    assertThat(
            JoinedText.of(List.of("One two. Three four five.", "Three four five. Six.", "Seven.")))
        .isEqualTo("One two. Three four five. Six.\n\nSeven.");
  }

  @Test
  void overlap_isChanceWhenItIsShort() {
    assertThat(JoinedText.of(List.of("to be or", "or not"))).isEqualTo("to be or\n\nor not");
  }

  @Test
  void overlap_isTheLongestOne() {
    assertThat(JoinedText.of(List.of("xababababababab", "ababababababac")))
        .isEqualTo("xabababababababac");
  }
}
