package dev.loxodonta.search;

import com.google.protobuf.Duration;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.v1.ScoreComponents;
import dev.loxodonta.search.v1.SearchExplanation;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.search.v1.SearchResponse;

/** Maps the outcome of a search to the contract. Pure. */
final class ResponseMapper {

  private ResponseMapper() {}

  static SearchResponse toResponse(SearchOutcome outcome) {
    SearchResponse.Builder response = SearchResponse.newBuilder().setReport(toReport(outcome));
    outcome.hits().forEach(hit -> response.addHits(toHit(hit, outcome.plan())));
    outcome.explanation().ifPresent(e -> response.setExplanation(toExplanation(e, outcome.plan())));
    return response.build();
  }

  private static dev.loxodonta.search.v1.Hit toHit(Hit hit, SearchPlan plan) {
    return dev.loxodonta.search.v1.Hit.newBuilder()
        .setMemory(hit.memory())
        .setScore(hit.ranked().score())
        .setComponents(toComponents(hit.ranked().features(), plan))
        .build();
  }

  private static ScoreComponents toComponents(Features features, SearchPlan plan) {
    ScoreComponents.Builder components = ScoreComponents.newBuilder();
    if (!Double.isNaN(features.similarity())) {
      components.setSemantic(features.similarity());
    }
    if (!Double.isNaN(features.text())) {
      components.setText(textComponent(features, plan));
    }
    if (features.semanticRank() > 0) {
      components.setSemanticRank(features.semanticRank());
    }
    if (features.textRank() > 0) {
      components.setTextRank(features.textRank());
    }
    if (plan.query().mode() == Mode.HYBRID) {
      plan.query().ranking().recency(features).ifPresent(components::setRecency);
      plan.query().ranking().typeRelevance(features).ifPresent(components::setTypeRelevance);
    }
    return components.build();
  }

  private static double textComponent(Features features, SearchPlan plan) {
    return plan.query().mode() == Mode.TEXT
        ? features.text()
        : plan.query().ranking().textComponent(features);
  }

  private static SearchReport toReport(SearchOutcome outcome) {
    SearchReport.Builder report =
        SearchReport.newBuilder()
            .setPlan(outcome.plan().name())
            .addAllIndexes(outcome.indexes())
            .setNode(outcome.source().node().name())
            .setExact(outcome.exact())
            .setComplete(outcome.complete())
            .setShardTime(toDuration(outcome.shardTime()));
    outcome.source().lag().ifPresent(lag -> report.setLag(toDuration(lag)));
    outcome.matched().ifPresent(report::setMatched);
    return report.build();
  }

  private static SearchExplanation toExplanation(
      SearchOutcome.Explanation explanation, SearchPlan plan) {
    return SearchExplanation.newBuilder()
        .setSql(explanation.sql())
        .setPostgresPlan(explanation.postgresPlan())
        .setChoice(plan.describe())
        .build();
  }

  private static Duration toDuration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
