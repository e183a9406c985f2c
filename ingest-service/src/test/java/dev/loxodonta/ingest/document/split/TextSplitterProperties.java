package dev.loxodonta.ingest.document.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.embedding.TokenEstimate;
import dev.loxodonta.ingest.document.split.SplitRules.Boundary;
import dev.loxodonta.ingest.document.split.SplitRules.Unit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TextSplitterProperties {

  @Property(tries = 150)
  void pieces_areNeverLongerThanAllowed(
      @ForAll("texts") String text,
      @ForAll Boundary by,
      @ForAll Unit unit,
      @ForAll @IntRange(min = 16, max = 60) int size) {
    List<String> pieces = TextSplitter.split(text, new SplitRules(by, unit, size, size / 4));
    assertThat(pieces)
        .allSatisfy(
            piece ->
                assertThat(unit == Unit.TOKENS ? TokenEstimate.of(piece) : piece.length())
                    .isBetween(1, size));
  }

  @Property(tries = 150)
  void words_areAllKeptInOrderWithoutOverlap(
      @ForAll("texts") String text,
      @ForAll Boundary by,
      @ForAll @IntRange(min = 16, max = 60) int size) {
    List<String> pieces = TextSplitter.split(text, new SplitRules(by, Unit.CHARACTERS, size, 0));
    assertThat(String.join("", pieces).replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
  }

  @Property(tries = 150)
  void sections_areTheTextWhenPutTogether(@ForAll("texts") String text) {
    assertThat(String.join("", MarkdownSections.of(text))).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "One two three.",
            "Why not?",
            "averyverylongword",
            "\n",
            "\n\n",
            "# Title\n",
            "## Sub\n",
            "```\n",
            "a b c d e f g",
            "Größe 12,5 %.",
            "漢字かな",
            " ")
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(words -> "x " + String.join(" ", words));
  }
}
