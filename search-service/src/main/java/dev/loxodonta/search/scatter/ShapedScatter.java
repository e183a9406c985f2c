package dev.loxodonta.search.scatter;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.shape.Choice;
import dev.loxodonta.search.shape.HitChooser;
import dev.loxodonta.search.shape.ShapedHit;
import dev.loxodonta.search.shape.ShapedSearch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Searches several projects and chooses among their hits: pages, groups, diversity and a least
 * similarity hold for all of them together. Where what came does not suffice all projects are
 * searched again, for ten times as many, up to 1,000. Thread-safe.
 */
@Singleton
public final class ShapedScatter {

  private static final int GROWTH = 10;
  private static final String TOO_DEEP =
      "only the best " + PageToken.MAX_DEPTH + " memories were looked at, and more match";

  private final ProjectScatter scatter;

  ShapedScatter(ProjectScatter scatter) {
    this.scatter = scatter;
  }

  /**
   * Returns what is answered. Fails as {@link ProjectScatter#search} does, and with STALE_CURSOR
   * for a page token that is too old.
   *
   * @param left says how long the whole may still take; absent means as long as one search
   */
  public Mono<ShapedProjects> search(ProjectsQuery query, Supplier<Optional<Duration>> left) {
    if (query.isPlain()) {
      return scatter.search(query, left.get()).map(ShapedScatter::plain);
    }
    if (query.page().filter(p -> p.isStale(Instant.now())).isPresent()) {
      return Mono.error(ShapedSearch.stale());
    }
    int seen = query.page().map(p -> p.seen().size()).orElse(0);
    int depth = Math.min(PageToken.MAX_DEPTH, HitChooser.firstDepth(query.query()) + seen);
    return attempt(query, depth, left);
  }

  private Mono<ShapedProjects> attempt(
      ProjectsQuery query, int depth, Supplier<Optional<Duration>> left) {
    boolean withVectors =
        query.query().includeEmbedding() || query.query().shape().diversity().isPresent();
    return scatter
        .search(query.forHits(depth, withVectors), left.get())
        .flatMap(outcome -> judge(query, depth, outcome, left));
  }

  /** Goes deeper while that could change the choice. */
  private Mono<ShapedProjects> judge(
      ProjectsQuery query, int depth, ProjectsOutcome outcome, Supplier<Optional<Duration>> left) {
    Set<Seen> seen = new HashSet<>(query.page().map(PageToken::seen).orElse(List.of()));
    Map<Hit, Long> projects = new IdentityHashMap<>();
    List<Hit> hits =
        outcome.hits().stream()
            .filter(h -> !seen.contains(query.seen(h.projectId(), h.hit())))
            .map(ProjectHit::hit)
            .toList();
    outcome.hits().forEach(h -> projects.put(h.hit(), h.projectId()));
    Choice choice = HitChooser.choose(query.query(), hits, Optional.empty());
    boolean more = !choice.enough() && outcome.hits().size() >= depth;
    if (more && depth < PageToken.MAX_DEPTH) {
      return attempt(query, Math.min(PageToken.MAX_DEPTH, depth * GROWTH), left);
    }
    boolean cut = more && query.page().isEmpty();
    return Mono.just(
        new ShapedProjects(
            outcome,
            choice.hits().stream()
                .map(h -> new ShapedProjectHit(requireNonNull(projects.get(h.hit())), h))
                .toList(),
            cut ? Optional.of(TOO_DEEP) : Optional.empty()));
  }

  private static ShapedProjects plain(ProjectsOutcome outcome) {
    return new ShapedProjects(
        outcome,
        outcome.hits().stream()
            .map(h -> new ShapedProjectHit(h.projectId(), ShapedHit.of(h.hit())))
            .toList(),
        Optional.empty());
  }
}
