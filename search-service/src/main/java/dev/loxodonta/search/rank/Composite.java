package dev.loxodonta.search.rank;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A weighted sum that also looks at the memory's type: {@code semanticWeight · similarity +
 * textWeight · ts_rank + typeWeight · type relevance + recencyWeight · recency}. A part that a
 * memory lacks counts 0. The default is 0.5, 0.3, 0.1, 0.1 with fact 0.9, procedure 0.7, else 0.5.
 *
 * @param semanticWeight weight of the similarity, in [0, 100]
 * @param textWeight weight of ts_rank, in [0, 100]
 * @param typeWeight weight of the type relevance, in [0, 100]
 * @param recencyWeight weight of the recency, in [0, 100]
 * @param decayRatePerDay rate of recency = exp(−rate · age in days), in [0, 100]
 * @param typeRelevance relevance by type, each in [0, 1]
 * @param otherTypeRelevance relevance of the other types, in [0, 1]
 */
public record Composite(
    double semanticWeight,
    double textWeight,
    double typeWeight,
    double recencyWeight,
    double decayRatePerDay,
    Map<String, Double> typeRelevance,
    double otherTypeRelevance)
    implements Ranking {

  /** The weights and relevances of a caller who gives none. */
  public static final Composite DEFAULT =
      new Composite(
          0.5,
          0.3,
          0.1,
          0.1,
          Recency.DEFAULT_RATE_PER_DAY,
          Map.of("fact", 0.9, "procedure", 0.7),
          0.5);

  /** Copies the table. */
  public Composite {
    typeRelevance = Map.copyOf(typeRelevance);
  }

  @Override
  public double score(Features candidate) {
    return sum(
        candidate.similarityOrZero(),
        candidate.textOrZero(),
        relevance(candidate.memoryType()),
        candidate.ageDays());
  }

  @Override
  public double bound(Frontier frontier) {
    return sum(frontier.similarity(), frontier.text(), bestRelevance(), frontier.ageDays());
  }

  @Override
  public LexicalMeasure lexicalMeasure() {
    return LexicalMeasure.TS_RANK;
  }

  @Override
  public boolean needsProof() {
    return true;
  }

  @Override
  public double textComponent(Features candidate) {
    return candidate.text();
  }

  @Override
  public boolean needsAllFeatures() {
    return true;
  }

  @Override
  public boolean countsRecency() {
    return recencyWeight > 0 && decayRatePerDay > 0;
  }

  @Override
  public Optional<Tradeoff> tradeoff() {
    double spread = typeWeight * (bestRelevance() - worstRelevance());
    return Optional.of(
        new Tradeoff(semanticWeight, textWeight, recencyWeight, decayRatePerDay, spread));
  }

  @Override
  public OptionalDouble recency(Features candidate) {
    return OptionalDouble.of(Recency.of(candidate.ageDays(), decayRatePerDay));
  }

  @Override
  public OptionalDouble typeRelevance(Features candidate) {
    return OptionalDouble.of(relevance(candidate.memoryType()));
  }

  private double bestRelevance() {
    return typeRelevance.values().stream().reduce(otherTypeRelevance, Math::max).doubleValue();
  }

  private double worstRelevance() {
    return typeRelevance.values().stream().reduce(otherTypeRelevance, Math::min).doubleValue();
  }

  private double relevance(String memoryType) {
    return typeRelevance.getOrDefault(memoryType, otherTypeRelevance);
  }

  private double sum(double similarity, double text, double relevance, double ageDays) {
    return semanticWeight * similarity
        + textWeight * text
        + typeWeight * relevance
        + recencyWeight * Recency.of(ageDays, decayRatePerDay);
  }
}
