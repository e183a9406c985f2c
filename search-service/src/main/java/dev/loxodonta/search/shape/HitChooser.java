package dev.loxodonta.search.shape;

import com.google.protobuf.Value;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.diversity.Diversity;
import dev.loxodonta.search.diversity.Grouping;
import dev.loxodonta.search.diversity.Groups;
import dev.loxodonta.search.diversity.MaximalMarginalRelevance;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import dev.loxodonta.search.rerank.Reranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/** Chooses among the hits of a search what is answered. Pure. */
public final class HitChooser {

  private HitChooser() {}

  /** Returns how many hits to choose from at first, 1 to 1,000. */
  public static int firstDepth(SearchQuery query) {
    Shape shape = query.shape();
    int depth =
        query.k() * shape.grouping().map(g -> 2 * g.size()).orElse(1)
            + shape.page().map(p -> p.seen().size()).orElse(0);
    int chosenFrom = shape.diversity().map(Diversity::candidates).orElse(depth);
    return Math.min(
        PageToken.MAX_DEPTH, Math.max(chosenFrom, shape.rerank().map(Rerank::firstN).orElse(0)));
  }

  /**
   * Returns the choice from some hits, best first.
   *
   * @param reranking what became of their re-ranking, which comes first
   */
  public static Choice choose(SearchQuery query, List<Hit> hits, Optional<Reranking> reranking) {
    List<Hit> ordered =
        reranking.map(r -> r.order(hits, h -> h.ranked().features().id())).orElse(hits);
    List<Hit> kept = unseen(query.shape().page(), similar(query.shape().minSimilarity(), ordered));
    if (query.shape().diversity().isPresent()) {
      return diverse(query, query.shape().diversity().get(), kept, h -> relevance(h, reranking));
    }
    if (query.shape().grouping().isPresent()) {
      return grouped(query, query.shape().grouping().get(), kept);
    }
    return new Choice(
        kept.stream().limit(query.k()).map(ShapedHit::of).toList(), kept.size() >= query.k());
  }

  /** Returns the texts that are re-ranked, by id: of the first n those that no page had before. */
  static SequencedMap<UUID, String> rerankable(SearchQuery query, Rerank rerank, List<Hit> hits) {
    List<Hit> first =
        similar(query.shape().minSimilarity(), hits).stream().limit(rerank.firstN()).toList();
    SequencedMap<UUID, String> texts = new LinkedHashMap<>();
    unseen(query.shape().page(), first)
        .forEach(h -> texts.put(h.ranked().features().id(), h.memory().getContent()));
    return texts;
  }

  /** Returns whether the first n that are to be re-ranked are among the hits. */
  static boolean holdsFirst(SearchQuery query, Rerank rerank, List<Hit> hits) {
    return similar(query.shape().minSimilarity(), hits).size() >= rerank.firstN();
  }

  private static double relevance(Hit hit, Optional<Reranking> reranking) {
    return reranking
        .map(r -> r.score(hit.ranked().features().id()))
        .orElse(OptionalDouble.empty())
        .orElse(hit.ranked().score());
  }

  private static List<Hit> similar(OptionalDouble min, List<Hit> hits) {
    return min.isEmpty()
        ? hits
        : hits.stream()
            .filter(h -> h.ranked().features().similarity() >= min.getAsDouble())
            .toList();
  }

  private static List<Hit> unseen(Optional<PageToken> page, List<Hit> hits) {
    Set<UUID> seen = new HashSet<>();
    page.ifPresent(p -> p.seen().forEach(one -> seen.add(one.memory())));
    return seen.isEmpty()
        ? hits
        : hits.stream().filter(h -> !seen.contains(h.ranked().features().id())).toList();
  }

  private static Choice diverse(
      SearchQuery query, Diversity diversity, List<Hit> hits, ToDoubleFunction<Hit> relevance) {
    List<Hit> candidates = hits.stream().limit(diversity.candidates()).toList();
    List<Hit> picked =
        MaximalMarginalRelevance.pick(
            candidates, relevance, HitChooser::vector, diversity.lambda(), query.k());
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
