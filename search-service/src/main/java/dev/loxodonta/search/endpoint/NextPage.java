package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.paging.Fingerprint;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.shape.ShapedHit;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.v1.SearchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes the token of the next page. */
final class NextPage {

  private NextPage() {}

  /** Returns the token; empty when this page is the last. */
  static String tokenFor(SearchRequest request, SearchQuery query, ShapedOutcome page) {
    List<UUID> seen = new ArrayList<>(query.shape().page().map(PageToken::seen).orElse(List.of()));
    boolean last =
        !query.shape().hasPages()
            || page.hits().size() < query.k()
            || seen.size() + page.hits().size() >= PageToken.MAX_DEPTH;
    if (last) {
      return "";
    }
    for (ShapedHit hit : page.hits()) {
      seen.add(hit.hit().ranked().features().id());
    }
    return new PageToken(Fingerprint.of(request), Instant.now(), seen).text();
  }
}
