package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.paging.Fingerprint;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.scatter.ProjectsQuery;
import dev.loxodonta.search.scatter.ShapedProjects;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the token of the next page. */
final class NextPage {

  private NextPage() {}

  /** Returns the token; empty when this page is the last. */
  static String tokenFor(SearchRequest request, SearchQuery query, ShapedOutcome page) {
    if (isLast(query, page.hits().size(), query.shape().page())) {
      return "";
    }
    return token(
        () -> Fingerprint.of(request),
        query.shape().page(),
        page.hits().stream().map(h -> new Seen(h.hit().ranked().features().id())).toList());
  }

  /** Returns the token of a search in several projects; empty when this page is the last. */
  static String tokenFor(SearchProjectsRequest request, ProjectsQuery query, ShapedProjects page) {
    if (isLast(query.query(), page.hits().size(), query.page())) {
      return "";
    }
    return token(
        () -> Fingerprint.of(request),
        query.page(),
        page.hits().stream().map(h -> query.seen(h.projectId(), h.hit().hit())).toList());
  }

  private static boolean isLast(SearchQuery query, int hits, Optional<PageToken> before) {
    int seen = before.map(p -> p.seen().size()).orElse(0);
    return !query.shape().hasPages() || hits < query.k() || seen + hits >= PageToken.MAX_DEPTH;
  }

  private static String token(
      Supplier<Fingerprint> query, Optional<PageToken> before, List<Seen> hits) {
    List<Seen> seen = new ArrayList<>(before.map(PageToken::seen).orElse(List.of()));
    seen.addAll(hits);
    return new PageToken(query.get(), Instant.now(), seen).text();
  }
}
