package dev.loxodonta.search.query;

import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Checks what a request says of the effort. Stateless. */
final class EffortReader {

  private EffortReader() {}

  static Effort read(SearchRequest request, FieldChecks checks) {
    OptionalInt efSearch = OptionalInt.empty();
    if (request.hasEfSearch()) {
      checks.range("ef_search", request.getEfSearch(), 1, QueryReader.MAX_EF_SEARCH);
      efSearch = OptionalInt.of(request.getEfSearch());
    }
    OptionalDouble target = OptionalDouble.empty();
    if (request.hasTargetRecall()) {
      double recall = request.getTargetRecall();
      checks.check(
          recall > 0 && recall <= 1, "target_recall", recall, "a number above 0, at most 1");
      checks.check(
          !request.getExact() && efSearch.isEmpty(),
          "target_recall",
          recall,
          "absent where `exact` or `ef_search` is set");
      target = OptionalDouble.of(recall);
    }
    return new Effort(request.getExact(), efSearch, target, OptionalInt.empty(), Map.of(), 1);
  }
}
