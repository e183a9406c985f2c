package dev.loxodonta.ingest.document.split;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownSectionsTest {

  @Test
  void headings_beginSections() {
    assertThat(MarkdownSections.of("intro\n# A\na\n###### B\nb"))
        .containsExactly("intro\n", "# A\na\n", "###### B\nb");
  }

  @Test
  void heading_staysWithTheNextSectionWhenItHasNoText() {
    assertThat(MarkdownSections.of("# A\n\n## B\nb\n# C\n"))
        .containsExactly("# A\n\n## B\nb\n", "# C\n");
  }

  @Test
  void heading_isNoneInsideAFence() {
    assertThat(MarkdownSections.of("a\n````sh\n# x\n```\n# y\n````\n# B\nb"))
        .containsExactly("a\n````sh\n# x\n```\n# y\n````\n", "# B\nb");
  }

  @Test
  void numberSign_isNoHeadingWithoutASpace() {
    assertThat(MarkdownSections.of("a\n#tag\n####### seven\nb")).hasSize(1);
  }
}
