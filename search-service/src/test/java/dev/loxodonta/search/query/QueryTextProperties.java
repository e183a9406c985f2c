package dev.loxodonta.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class QueryTextProperties {

  @Property
  void anyText_isTakenApartWithoutAnError(
      @ForAll
          @Chars({'"', '-', ' ', 'O', 'R', '\t'})
          @CharRange(from = 'a', to = 'c')
          @StringLength(max = 30)
          String text) {
    QueryText parsed = QueryTextParser.parse(text);
    assertThat(parsed.words()).doesNotContain("\"");
    assertThat(parsed.required()).noneMatch(String::isBlank);
    assertThat(parsed.excluded()).noneMatch(String::isBlank);
    assertThat(parsed.alternatives()).noneMatch(String::isBlank);
  }
}
