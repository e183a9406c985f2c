package dev.loxodonta.search.shape;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Hits to choose from.
 *
 * @param hits the hits, best first
 * @param name what pages and re-rankings call a hit
 * @param page the pages before; absent for the first
 */
public record HitPool(List<Hit> hits, Function<Hit, Seen> name, Optional<PageToken> page) {

  /** Returns the hits of a search in one project. */
  static HitPool ofOneProject(List<Hit> hits, Optional<PageToken> page) {
    return new HitPool(hits, hit -> new Seen(hit.ranked().features().id()), page);
  }

  /** Returns those of some hits that no page had before. */
  List<Hit> unseen(List<Hit> some) {
    Set<Seen> seen = new HashSet<>(page.map(PageToken::seen).orElse(List.of()));
    return seen.isEmpty()
        ? some
        : some.stream().filter(hit -> !seen.contains(name.apply(hit))).toList();
  }
}
