package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.explain.Explained;
import dev.loxodonta.search.explain.Leg;
import dev.loxodonta.search.v1.HitExplanation;
import dev.loxodonta.search.v1.Miss;
import dev.loxodonta.search.v1.MissReason;
import dev.loxodonta.search.v1.ScoreLeg;
import java.util.Optional;

/** Maps what became of a memory to the contract. Pure. */
final class ExplanationMapper {

  private ExplanationMapper() {}

  static HitExplanation toExplanation(Explained explained) {
    HitExplanation.Builder to =
        HitExplanation.newBuilder()
            .setMemoryId(explained.id().toString())
            .setFound(explained.misses().isEmpty())
            .setReport(ResponseMapper.toReport(explained.looked(), Optional.empty()));
    if (explained.place() > 0) {
      to.setPlace(explained.place());
    }
    explained.score().ifPresent(to::setScore);
    explained.legs().forEach(leg -> to.addLegs(toLeg(leg)));
    explained.misses().forEach(miss -> to.addMisses(toMiss(miss)));
    return to.build();
  }

  private static ScoreLeg toLeg(Leg leg) {
    ScoreLeg.Builder to = ScoreLeg.newBuilder().setName(leg.name()).setWeight(leg.weight());
    leg.raw().ifPresent(to::setRaw);
    leg.normalized().ifPresent(to::setNormalized);
    leg.contribution().ifPresent(to::setContribution);
    if (leg.place() > 0) {
      to.setPlace(leg.place());
    }
    return to.build();
  }

  private static Miss toMiss(dev.loxodonta.search.explain.Miss miss) {
    return Miss.newBuilder()
        .setReason(toReason(miss.kind()))
        .setField(miss.field())
        .setDetail(miss.detail())
        .build();
  }

  private static MissReason toReason(dev.loxodonta.search.explain.Miss.Kind kind) {
    return switch (kind) {
      case NOT_THERE -> MissReason.MISS_REASON_NOT_THERE;
      case NOT_VISIBLE -> MissReason.MISS_REASON_NOT_VISIBLE;
      case FILTERED -> MissReason.MISS_REASON_FILTERED;
      case NO_VECTOR -> MissReason.MISS_REASON_NO_VECTOR;
      case WORDS -> MissReason.MISS_REASON_WORDS;
      case BELOW_MIN_SCORE -> MissReason.MISS_REASON_BELOW_MIN_SCORE;
      case BELOW_MIN_SIMILARITY -> MissReason.MISS_REASON_BELOW_MIN_SIMILARITY;
      case BEYOND_K -> MissReason.MISS_REASON_BEYOND_K;
      case PASSED_OVER -> MissReason.MISS_REASON_PASSED_OVER;
      case RESHAPED -> MissReason.MISS_REASON_RESHAPED;
    };
  }
}
