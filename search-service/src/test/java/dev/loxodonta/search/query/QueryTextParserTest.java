package dev.loxodonta.search.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueryTextParserTest {

  private static final List<String> NONE = List.of();

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("plain words", "plain words", NONE, NONE, NONE),
        arguments("  blanks\t and\nlines ", "blanks and lines", NONE, NONE, NONE),
        arguments("\"a phrase\" word", "word", NONE, List.of("a phrase"), NONE),
        arguments("word -without", "word", NONE, NONE, List.of("without")),
        arguments("word -\"not this\"", "word", NONE, NONE, List.of("not this")),
        arguments("this OR that", "this that", NONE, NONE, NONE),
        arguments("\"one two\" OR three", "three", List.of("one two"), NONE, NONE),
        arguments(
            "\"one two\" or \"three four\"", "", List.of("one two", "three four"), NONE, NONE),
        arguments("OR \"one two\"", "", NONE, List.of("one two"), NONE),
        arguments("\"one two\" OR", "", NONE, List.of("one two"), NONE),
        arguments("well-known e-mail", "well-known e-mail", NONE, NONE, NONE),
        arguments("- -- word", "word", NONE, NONE, List.of("-")),
        arguments("a \"b", "a b", NONE, NONE, NONE),
        arguments("\"\" a", "a", NONE, NONE, NONE),
        arguments("a\"b c\"d", "a d", NONE, List.of("b c"), NONE),
        arguments("", "", NONE, NONE, NONE));
  }

  @ParameterizedTest(name = "[{0}]")
  @MethodSource("texts")
  void text_isTakenApart(
      String text,
      String words,
      List<String> alternatives,
      List<String> required,
      List<String> excluded) {
    assertThat(QueryTextParser.parse(text))
        .isEqualTo(new QueryText(text, words, alternatives, required, excluded));
  }

  @Test
  void meaning_isTheRawTextWithoutOperators() {
    assertThat(QueryTextParser.parse("what is it?").meaning()).isEqualTo("what is it?");
    assertThat(QueryTextParser.parse("york \"new city\" -old").meaning())
        .isEqualTo("york new city");
    assertThat(QueryTextParser.parse("-old").meaning()).isEqualTo("-old");
  }
}
