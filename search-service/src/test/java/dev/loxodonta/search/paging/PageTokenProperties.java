package dev.loxodonta.search.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.search.v1.SearchRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PageTokenProperties {

  @Property(tries = 200)
  void text_isReadBack(@ForAll("tokens") PageToken token) {
    assertThat(PageToken.parse(token.text())).isEqualTo(token);
  }

  @Property(tries = 500)
  void nonsense_isRefused(@ForAll String text) {
    assertThatThrownBy(() -> PageToken.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 100)
  void cutToken_isRefused(@ForAll("tokens") PageToken token) {
    String text = token.text();
    assertThatThrownBy(() -> PageToken.parse(text.substring(0, text.length() - 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 100)
  void fingerprint_looksAtTheQueryAlone(@ForAll String text, @ForAll int k, @ForAll boolean flag) {
    SearchRequest request = SearchRequest.newBuilder().setText(text).setProjectId(1).build();
    Fingerprint fingerprint = Fingerprint.of(request);
    SearchRequest.Builder same = request.toBuilder().setK(k).setExplain(flag).setPageToken("x");
    assertThat(Fingerprint.of(same.build())).isEqualTo(fingerprint);
    assertThat(Fingerprint.of(same.setText(text + "a").build())).isNotEqualTo(fingerprint);
    assertThat(Fingerprint.of(same.setText(text).setProjectId(2).build()))
        .isNotEqualTo(fingerprint);
  }

  @Provide
  Arbitrary<PageToken> tokens() {
    Arbitrary<List<Seen>> seen =
        Combinators.combine(
                Arbitraries.integers().between(0, 999), Arbitraries.longs(), Arbitraries.longs())
            .as((project, high, low) -> new Seen(project, new UUID(high, low)))
            .list()
            .ofMinSize(1)
            .ofMaxSize(50);
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs().between(0, 1L << 42), seen)
        .as((f, at, ids) -> new PageToken(new Fingerprint(f, ~f), Instant.ofEpochMilli(at), ids));
  }
}
