package dev.loxodonta.search.explain;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.query.EntityLeg;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Composite;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.search.rank.Weighted;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Takes a score apart. Pure. */
final class ScoreLegs {

  private static final String SEMANTIC = "semantic";
  private static final String TEXT = "text";
  private static final String RECENCY = "recency";
  private static final String TYPE = "type";
  private static final String ENTITY = "entity";

  private ScoreLegs() {}

  /** Returns the parts of a memory's score, which add up to it. */
  static List<Leg> of(SearchQuery query, Metric metric, Hit hit) {
    List<Leg> legs = new ArrayList<>(of(query, metric, hit.ranked().features()));
    query.entities().ifPresent(e -> legs.add(entity(e, hit.entity())));
    return List.copyOf(legs);
  }

  private static Leg entity(EntityLeg leg, OptionalDouble nearness) {
    return Leg.weighed(ENTITY, nearness, nearness.orElse(0), leg.weight(), 0);
  }

  private static List<Leg> of(SearchQuery query, Metric metric, Features features) {
    return switch (query.mode()) {
      case SEMANTIC ->
          List.of(
              Leg.weighed(
                  SEMANTIC,
                  similarity(features),
                  features.similarity(),
                  1,
                  features.semanticRank()));
      case TEXT ->
          List.of(
              Leg.weighed(TEXT, bm25(features.text()), features.text(), 1, features.textRank()));
      case HYBRID -> ofRanking(query.ranking(), metric, features);
    };
  }

  private static List<Leg> ofRanking(Ranking ranking, Metric metric, Features features) {
    return switch (ranking) {
      case AlphaBlend blend -> blend(blend, metric, features);
      case ReciprocalRank rrf ->
          List.of(
              Leg.weighed(
                  SEMANTIC,
                  similarity(features),
                  reciprocal(rrf, features.semanticRank()),
                  rrf.semanticWeight(),
                  features.semanticRank()),
              Leg.weighed(
                  TEXT,
                  text(features),
                  reciprocal(rrf, features.textRank()),
                  rrf.textWeight(),
                  features.textRank()));
      case Weighted sum -> {
        List<Leg> legs = sum(sum.semanticWeight(), sum.textWeight(), features);
        legs.add(recency(sum, sum.recencyWeight(), features));
        yield List.copyOf(legs);
      }
      case Composite sum -> {
        List<Leg> legs = sum(sum.semanticWeight(), sum.textWeight(), features);
        double relevance = sum.typeRelevance(features).orElse(0);
        legs.add(Leg.weighed(TYPE, OptionalDouble.empty(), relevance, sum.typeWeight(), 0));
        legs.add(recency(sum, sum.recencyWeight(), features));
        yield List.copyOf(legs);
      }
    };
  }

  private static List<Leg> blend(AlphaBlend blend, Metric metric, Features features) {
    if (blend.normalization() == Normalization.MIN_MAX) {
      return List.of(
          Leg.unscaled(SEMANTIC, similarity(features), 1 - blend.alpha(), features.semanticRank()),
          Leg.unscaled(TEXT, text(features), blend.alpha(), features.textRank()));
    }
    boolean bounded = metric != Metric.INNER_PRODUCT;
    if (!(blend.over(List.of(), bounded) instanceof AlphaBlend scaled)) {
      throw new IllegalStateException("a blend is no longer a blend on its scale");
    }
    double near =
        Double.isNaN(features.similarity()) ? 0 : scaled.vector().of(features.similarity());
    double words = Double.isNaN(features.text()) ? 0 : scaled.text().of(features.text());
    List<Leg> legs = new ArrayList<>();
    legs.add(
        Leg.weighed(
            SEMANTIC, similarity(features), near, 1 - blend.alpha(), features.semanticRank()));
    legs.add(Leg.weighed(TEXT, text(features), words, blend.alpha(), features.textRank()));
    double sum = (1 - blend.alpha()) * near + blend.alpha() * words;
    blend.recency(features).ifPresent(r -> legs.add(fading(blend, features, r, sum)));
    return List.copyOf(legs);
  }

  /** What age takes away. */
  private static Leg fading(AlphaBlend blend, Features features, double recency, double sum) {
    return new Leg(
        RECENCY,
        OptionalDouble.of(features.ageDays()),
        OptionalDouble.of(recency),
        blend.recencyWeight(),
        OptionalDouble.of(sum * (blend.freshness(features.ageDays()) - 1)),
        0);
  }

  private static List<Leg> sum(double semanticWeight, double textWeight, Features features) {
    double near = Double.isNaN(features.similarity()) ? 0 : features.similarity();
    double words = Double.isNaN(features.text()) ? 0 : features.text();
    List<Leg> legs = new ArrayList<>();
    legs.add(
        Leg.weighed(SEMANTIC, similarity(features), near, semanticWeight, features.semanticRank()));
    legs.add(Leg.weighed(TEXT, text(features), words, textWeight, features.textRank()));
    return legs;
  }

  private static Leg recency(Ranking ranking, double weight, Features features) {
    return Leg.weighed(
        RECENCY,
        OptionalDouble.of(features.ageDays()),
        ranking.recency(features).orElse(0),
        weight,
        0);
  }

  private static double reciprocal(ReciprocalRank rrf, int rank) {
    return rank == 0 ? 0 : 1.0 / (rrf.k() + rank);
  }

  private static OptionalDouble similarity(Features features) {
    return present(features.similarity());
  }

  private static OptionalDouble text(Features features) {
    return present(features.text());
  }

  /** A search by words alone carries the bounded score. */
  private static OptionalDouble bm25(double bounded) {
    return OptionalDouble.of(AlphaBlend.DEFAULT_SATURATION * bounded / (1 - bounded));
  }

  private static OptionalDouble present(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
