package dev.loxodonta.search.shape;

import com.google.protobuf.Value;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.diversity.Diversity;
import dev.loxodonta.search.diversity.Grouping;
import dev.loxodonta.search.diversity.Groups;
import dev.loxodonta.search.diversity.MaximalMarginalRelevance;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/** Chooses among the hits of a search what is answered. Pure. */
final class HitChooser {

  private HitChooser() {}

  /** Returns how many hits to choose from at first, 1 to 1,000. */
  static int firstDepth(SearchQuery query) {
    Shape shape = query.shape();
    int depth =
        query.k() * shape.grouping().map(g -> 2 * g.size()).orElse(1)
            + shape.page().map(p -> p.seen().size()).orElse(0);
    return Math.min(
        PageToken.MAX_DEPTH, shape.diversity().map(Diversity::candidates).orElse(depth));
  }

  /** Returns the choice from some hits, best first. */
  static Choice choose(SearchQuery query, List<Hit> hits) {
    List<Hit> kept = unseen(query.shape().page(), similar(query.shape().minSimilarity(), hits));
    if (query.shape().diversity().isPresent()) {
      return diverse(query, query.shape().diversity().get(), kept);
    }
    if (query.shape().grouping().isPresent()) {
      return grouped(query, query.shape().grouping().get(), kept);
    }
    return new Choice(
        kept.stream().limit(query.k()).map(ShapedHit::of).toList(), kept.size() >= query.k());
  }

  private static List<Hit> similar(OptionalDouble min, List<Hit> hits) {
    return min.isEmpty()
        ? hits
        : hits.stream()
            .filter(h -> h.ranked().features().similarity() >= min.getAsDouble())
            .toList();
  }

  private static List<Hit> unseen(Optional<PageToken> page, List<Hit> hits) {
    Set<UUID> seen = page.<Set<UUID>>map(p -> new HashSet<>(p.seen())).orElse(Set.of());
    return seen.isEmpty()
        ? hits
        : hits.stream().filter(h -> !seen.contains(h.ranked().features().id())).toList();
  }

  private static Choice diverse(SearchQuery query, Diversity diversity, List<Hit> hits) {
    List<Hit> candidates = hits.stream().limit(diversity.candidates()).toList();
    List<Hit> picked =
        MaximalMarginalRelevance.pick(
            candidates, h -> h.ranked().score(), HitChooser::vector, diversity.lambda(), query.k());
    return new Choice(
        picked.stream().map(ShapedHit::of).toList(), candidates.size() >= diversity.candidates());
  }

  private static float[] vector(Hit hit) {
    float[] vector = new float[hit.memory().getEmbeddingCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = hit.memory().getEmbedding(i);
    }
    return vector;
  }

  private static Choice grouped(SearchQuery query, Grouping grouping, List<Hit> hits) {
    Groups<Optional<Value>, Hit> groups =
        Groups.of(hits, h -> grouping.field().of(h.memory()), query.k(), grouping.size());
    List<ShapedHit> chosen = new ArrayList<>();
    groups
        .groups()
        .forEach((value, members) -> members.forEach(h -> chosen.add(new ShapedHit(h, value))));
    return new Choice(chosen, groups.full());
  }
}
