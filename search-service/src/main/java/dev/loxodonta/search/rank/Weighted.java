package dev.loxodonta.search.rank;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A weighted sum: {@code semanticWeight · similarity + textWeight · ts_rank + recencyWeight ·
 * recency}. A part that a memory lacks counts 0. The default is 0.5, 0.3, 0.2, as PostgreSQL users
 * write it in plain SQL.
 *
 * @param semanticWeight weight of the similarity, in [0, 100]
 * @param textWeight weight of ts_rank, in [0, 100]
 * @param recencyWeight weight of the recency, in [0, 100]
 * @param decayRatePerDay rate of recency = exp(−rate · age in days), in [0, 100]
 */
public record Weighted(
    double semanticWeight, double textWeight, double recencyWeight, double decayRatePerDay)
    implements Ranking {

  /** The weights of a caller who gives none. */
  public static final Weighted DEFAULT = new Weighted(0.5, 0.3, 0.2, Recency.DEFAULT_RATE_PER_DAY);

  @Override
  public double score(Features candidate) {
    return sum(candidate.similarityOrZero(), candidate.textOrZero(), candidate.ageDays());
  }

  @Override
  public double bound(Frontier frontier) {
    return sum(frontier.similarity(), frontier.text(), frontier.ageDays());
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
    return Optional.of(new Tradeoff(semanticWeight, textWeight, recencyWeight, decayRatePerDay, 0));
  }

  @Override
  public OptionalDouble recency(Features candidate) {
    return OptionalDouble.of(Recency.of(candidate.ageDays(), decayRatePerDay));
  }

  @Override
  public OptionalDouble typeRelevance(Features candidate) {
    return OptionalDouble.empty();
  }

  private double sum(double similarity, double text, double ageDays) {
    return semanticWeight * similarity
        + textWeight * text
        + recencyWeight * Recency.of(ageDays, decayRatePerDay);
  }
}
