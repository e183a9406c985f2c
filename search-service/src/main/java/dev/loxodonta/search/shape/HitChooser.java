package dev.loxodonta.search.shape;

import com.google.protobuf.Value;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.diversity.Diversity;
import dev.loxodonta.search.diversity.Grouping;
import dev.loxodonta.search.diversity.Groups;
import dev.loxodonta.search.diversity.MaximalMarginalRelevance;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import dev.loxodonta.search.rerank.Reranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;

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
  public static Choice choose(
      SearchQuery query, HitPool pool, Optional<Reranking<Seen>> reranking) {
    List<Hit> ordered = reranking.map(r -> r.order(pool.hits(), pool.name())).orElse(pool.hits());
    List<Hit> kept = pool.unseen(similar(query.shape().minSimilarity(), ordered));
    Function<Hit, OptionalDouble> score =
        hit -> reranking.map(r -> r.score(pool.name().apply(hit))).orElse(OptionalDouble.empty());
    if (query.shape().diversity().isPresent()) {
      return diverse(query, query.shape().diversity().get(), kept, score);
    }
    if (query.shape().grouping().isPresent()) {
      return grouped(query, query.shape().grouping().get(), kept, score);
    }
    return new Choice(
        kept.stream().limit(query.k()).map(hit -> shaped(hit, score)).toList(),
        kept.size() >= query.k());
  }

  /** Returns the texts that are re-ranked: of the first n those that no page had before. */
  public static SequencedMap<Seen, String> rerankable(
      SearchQuery query, Rerank rerank, HitPool pool) {
    List<Hit> first =
        similar(query.shape().minSimilarity(), pool.hits()).stream()
            .limit(rerank.firstN())
            .toList();
    SequencedMap<Seen, String> texts = new LinkedHashMap<>();
    pool.unseen(first).forEach(h -> texts.put(pool.name().apply(h), h.memory().getContent()));
    return texts;
  }

  /** Returns whether the first n that are to be re-ranked are among the hits. */
  public static boolean holdsFirst(SearchQuery query, Rerank rerank, List<Hit> hits) {
    return similar(query.shape().minSimilarity(), hits).size() >= rerank.firstN();
  }

  private static ShapedHit shaped(Hit hit, Function<Hit, OptionalDouble> score) {
    return new ShapedHit(hit, Optional.empty(), score.apply(hit));
  }

  private static List<Hit> similar(OptionalDouble min, List<Hit> hits) {
    return min.isEmpty()
        ? hits
        : hits.stream()
            .filter(h -> h.ranked().features().similarity() >= min.getAsDouble())
            .toList();
  }

  private static Choice diverse(
      SearchQuery query, Diversity diversity, List<Hit> hits, Function<Hit, OptionalDouble> score) {
    List<Hit> candidates = hits.stream().limit(diversity.candidates()).toList();
    List<Hit> picked =
        MaximalMarginalRelevance.pick(
            candidates,
            hit -> score.apply(hit).orElse(hit.ranked().score()),
            HitChooser::vector,
            diversity.lambda(),
            query.k());
    return new Choice(
        picked.stream().map(hit -> shaped(hit, score)).toList(),
        candidates.size() >= diversity.candidates());
  }

  private static float[] vector(Hit hit) {
    float[] vector = new float[hit.memory().getEmbeddingCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = hit.memory().getEmbedding(i);
    }
    return vector;
  }

  private static Choice grouped(
      SearchQuery query, Grouping grouping, List<Hit> hits, Function<Hit, OptionalDouble> score) {
    Groups<Optional<Value>, Hit> groups =
        Groups.of(hits, h -> grouping.field().of(h.memory()), query.k(), grouping.size());
    List<ShapedHit> chosen = new ArrayList<>();
    groups
        .groups()
        .forEach(
            (value, members) ->
                members.forEach(h -> chosen.add(new ShapedHit(h, value, score.apply(h)))));
    return new Choice(chosen, groups.full());
  }
}
