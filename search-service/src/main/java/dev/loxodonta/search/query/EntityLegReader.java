package dev.loxodonta.search.query;

import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Optional;

/** Checks what a request says of entities. Stateless. */
final class EntityLegReader {

  private static final String FIELD = "entity_leg";
  private static final double DEFAULT_WEIGHT = 0.2;
  private static final double MAX_WEIGHT = 100;

  private EntityLegReader() {}

  static Optional<EntityLeg> read(
      SearchRequest request, Mode mode, Ranking ranking, FieldChecks checks) {
    if (!request.hasEntityLeg()) {
      return Optional.empty();
    }
    if (mode != Mode.HYBRID) {
      checks.violation(FIELD, "was given; allowed is only SEARCH_MODE_HYBRID");
    } else if (ranking instanceof ReciprocalRank) {
      checks.violation(FIELD, "was given beside ranking.rrf, which has no scale to add it to");
    } else if (ranking instanceof AlphaBlend b && b.normalization() == Normalization.MIN_MAX) {
      checks.violation(
          FIELD, "was given beside SCORE_NORMALIZATION_MIN_MAX, whose scale depends on the hits");
    }
    var from = request.getEntityLeg();
    double weight = from.hasWeight() ? from.getWeight() : DEFAULT_WEIGHT;
    int hops = from.hasHops() ? from.getHops() : 1;
    FieldChecks inside = checks.under(FIELD);
    inside.range("weight", weight, 0.0, MAX_WEIGHT);
    inside.range("hops", hops, 1, EntityLeg.MAX_HOPS);
    return Optional.of(new EntityLeg(weight, hops));
  }
}
