package dev.loxodonta.search.query;

import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Composite;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.search.rank.Weighted;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.ScoreNormalization;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Map;

/** Checks the contract's ranking and fills in the defaults of {@code rank}. Stateless. */
final class RankingReader {

  private static final double MAX_WEIGHT = 100;
  private static final double MIN_SATURATION = 0.001;
  private static final double MAX_SATURATION = 1_000;
  private static final int MAX_RRF_CONSTANT = 10_000;
  private static final int MAX_TYPES = 64;
  private static final int MAX_TYPE_CHARACTERS = 64;

  private RankingReader() {}

  static Ranking read(dev.loxodonta.search.v1.Ranking ranking, FieldChecks checks) {
    return switch (ranking.getFormulaCase()) {
      case WEIGHTED -> weighted(ranking.getWeighted(), checks.under("weighted"));
      case COMPOSITE -> composite(ranking.getComposite(), checks.under("composite"));
      case RRF -> rrf(ranking.getRrf(), checks.under("rrf"));
      case BLEND -> blend(ranking.getBlend(), checks.under("blend"));
      case FORMULA_NOT_SET -> Ranking.DEFAULT;
    };
  }

  private static Weighted weighted(WeightedRanking from, FieldChecks checks) {
    Weighted preset = Weighted.DEFAULT;
    Weighted ranking =
        new Weighted(
            from.hasSemanticWeight() ? from.getSemanticWeight() : preset.semanticWeight(),
            from.hasTextWeight() ? from.getTextWeight() : preset.textWeight(),
            from.hasRecencyWeight() ? from.getRecencyWeight() : preset.recencyWeight(),
            from.hasHalfLife()
                ? HalfLife.rate(from.getHalfLife(), from.hasDecayRatePerDay(), checks)
                : from.hasDecayRatePerDay() ? from.getDecayRatePerDay() : preset.decayRatePerDay());
    weight(checks, "semantic_weight", ranking.semanticWeight());
    weight(checks, "text_weight", ranking.textWeight());
    weight(checks, "recency_weight", ranking.recencyWeight());
    weight(checks, "decay_rate_per_day", ranking.decayRatePerDay());
    return ranking;
  }

  private static Composite composite(CompositeRanking from, FieldChecks checks) {
    Composite preset = Composite.DEFAULT;
    Composite ranking =
        new Composite(
            from.hasSemanticWeight() ? from.getSemanticWeight() : preset.semanticWeight(),
            from.hasTextWeight() ? from.getTextWeight() : preset.textWeight(),
            from.hasTypeWeight() ? from.getTypeWeight() : preset.typeWeight(),
            from.hasRecencyWeight() ? from.getRecencyWeight() : preset.recencyWeight(),
            from.hasHalfLife()
                ? HalfLife.rate(from.getHalfLife(), from.hasDecayRatePerDay(), checks)
                : from.hasDecayRatePerDay() ? from.getDecayRatePerDay() : preset.decayRatePerDay(),
            types(from.getTypeRelevanceMap(), checks),
            from.hasOtherTypeRelevance()
                ? from.getOtherTypeRelevance()
                : preset.otherTypeRelevance());
    weight(checks, "semantic_weight", ranking.semanticWeight());
    weight(checks, "text_weight", ranking.textWeight());
    weight(checks, "type_weight", ranking.typeWeight());
    weight(checks, "recency_weight", ranking.recencyWeight());
    weight(checks, "decay_rate_per_day", ranking.decayRatePerDay());
    checks.range("other_type_relevance", ranking.otherTypeRelevance(), 0.0, 1.0);
    return ranking;
  }

  private static Map<String, Double> types(Map<String, Double> from, FieldChecks checks) {
    checks.count("type_relevance", from.size(), 0, MAX_TYPES);
    from.forEach(
        (type, relevance) -> {
          String field = "type_relevance[\"" + type + "\"]";
          checks.length(field, type, 1, MAX_TYPE_CHARACTERS);
          checks.range(field, relevance, 0.0, 1.0);
        });
    return from.isEmpty() ? Composite.DEFAULT.typeRelevance() : from;
  }

  private static ReciprocalRank rrf(ReciprocalRankFusion from, FieldChecks checks) {
    ReciprocalRank preset = ReciprocalRank.DEFAULT;
    ReciprocalRank ranking =
        new ReciprocalRank(
            from.hasK() ? from.getK() : preset.k(),
            from.hasSemanticWeight() ? from.getSemanticWeight() : preset.semanticWeight(),
            from.hasTextWeight() ? from.getTextWeight() : preset.textWeight());
    checks.range("k", ranking.k(), 1, MAX_RRF_CONSTANT);
    weight(checks, "semantic_weight", ranking.semanticWeight());
    weight(checks, "text_weight", ranking.textWeight());
    return ranking;
  }

  private static AlphaBlend blend(dev.loxodonta.search.v1.AlphaBlend from, FieldChecks checks) {
    AlphaBlend preset = AlphaBlend.DEFAULT;
    double alpha = from.hasAlpha() ? from.getAlpha() : preset.alpha();
    double saturation = from.hasSaturation() ? from.getSaturation() : preset.saturation();
    checks.range("alpha", alpha, 0.0, 1.0);
    checks.range("saturation", saturation, MIN_SATURATION, MAX_SATURATION);
    checks.range("recency_weight", from.getRecencyWeight(), 0.0, 1.0);
    checks.known("normalization", from.getNormalization(), from.getNormalizationValue());
    return AlphaBlend.of(alpha, saturation, normalization(from.getNormalization()))
        .fading(
            from.hasRecencyWeight() ? from.getRecencyWeight() : 0,
            from.hasHalfLife()
                ? HalfLife.rate(from.getHalfLife(), false, checks)
                : HalfLife.DEFAULT_RATE_PER_DAY);
  }

  private static Normalization normalization(ScoreNormalization from) {
    return switch (from) {
      case SCORE_NORMALIZATION_RAW -> Normalization.RAW;
      case SCORE_NORMALIZATION_MIN_MAX -> Normalization.MIN_MAX;
      case SCORE_NORMALIZATION_SATURATING, SCORE_NORMALIZATION_UNSPECIFIED, UNRECOGNIZED ->
          Normalization.SATURATING;
    };
  }

  private static void weight(FieldChecks checks, String field, double value) {
    checks.range(field, value, 0.0, MAX_WEIGHT);
  }
}
