package dev.loxodonta.search.rank;

import java.util.Collection;
import java.util.OptionalDouble;

/**
 * {@code alpha · text + (1 − alpha) · vector}: BM25 and the similarity, each on a scale. What a
 * memory lacks counts 0. With the saturating normalization, the default, both are bounded and say
 * the same in every search, so that neither an unlucky list nor one outlier moves the others.
 *
 * @param alpha the share of the text, in [0, 1]
 * @param saturation the BM25 score that counts one half, above 0
 * @param normalization how the parts are brought to one scale
 * @param text the scale of BM25
 * @param vector the scale of the similarity
 * @param recencyWeight how much age takes away from the sum, in [0, 1]
 * @param decayRatePerDay rate of recency = exp(−rate · age in days), from 0
 */
public record AlphaBlend(
    double alpha,
    double saturation,
    Normalization normalization,
    Scale text,
    Scale vector,
    double recencyWeight,
    double decayRatePerDay)
    implements Ranking {

  /** The BM25 score that counts one half, where nothing else is said. */
  public static final double DEFAULT_SATURATION = 8;

  /** Equal shares, on bounded scales. */
  public static final AlphaBlend DEFAULT = of(0.5, DEFAULT_SATURATION, Normalization.SATURATING);

  /** Returns a blend that has not seen its candidates yet. */
  public static AlphaBlend of(double alpha, double saturation, Normalization normalization) {
    return new AlphaBlend(
        alpha,
        saturation,
        normalization,
        normalization == Normalization.RAW ? new Scale.Raw() : new Scale.Saturating(saturation),
        normalization == Normalization.RAW ? new Scale.Raw() : new Scale.Positive(),
        0,
        0);
  }

  /** Returns the same blend, in which old memories count less. */
  public AlphaBlend fading(double weight, double ratePerDay) {
    return new AlphaBlend(
        alpha, saturation, normalization, text, vector, weight, weight == 0 ? 0 : ratePerDay);
  }

  /** Returns BM25 on the scale from 0 to 1. */
  public static double bounded(double bm25, double saturation) {
    return new Scale.Saturating(saturation).of(bm25);
  }

  @Override
  public Ranking over(Collection<Features> candidates, boolean boundedSimilarity) {
    return switch (normalization) {
      case RAW -> this;
      case SATURATING -> boundedSimilarity ? this : with(text, new Scale.Saturating(1));
      case MIN_MAX ->
          with(
              Scale.between(candidates.stream().mapToDouble(Features::textOrZero)),
              Scale.between(
                  candidates.stream()
                      .mapToDouble(Features::similarity)
                      .filter(s -> !Double.isNaN(s))));
    };
  }

  @Override
  public double score(Features candidate) {
    double near = candidate.similarity();
    double sum =
        alpha * text.of(candidate.textOrZero())
            + (1 - alpha) * (Double.isNaN(near) ? 0 : vector.of(near));
    return sum * freshness(candidate.ageDays());
  }

  /** Returns what the sum is multiplied by at an age, in [0, 1]. */
  public double freshness(double ageDays) {
    return recencyWeight == 0 ? 1 : 1 - recencyWeight * (1 - Recency.of(ageDays, decayRatePerDay));
  }

  @Override
  public double bound(Frontier frontier) {
    return alpha * text.of(frontier.text()) + (1 - alpha) * vector.of(frontier.similarity());
  }

  @Override
  public LexicalMeasure lexicalMeasure() {
    return LexicalMeasure.BM25;
  }

  @Override
  public boolean needsProof() {
    return false;
  }

  @Override
  public boolean needsAllFeatures() {
    return true;
  }

  @Override
  public boolean countsRecency() {
    return false;
  }

  @Override
  public OptionalDouble recency(Features candidate) {
    return recencyWeight == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Recency.of(candidate.ageDays(), decayRatePerDay));
  }

  @Override
  public OptionalDouble typeRelevance(Features candidate) {
    return OptionalDouble.empty();
  }

  @Override
  public double textComponent(Features candidate) {
    return bounded(candidate.text(), saturation);
  }

  private AlphaBlend with(Scale ofText, Scale ofVector) {
    return new AlphaBlend(
        alpha, saturation, normalization, ofText, ofVector, recencyWeight, decayRatePerDay);
  }
}
