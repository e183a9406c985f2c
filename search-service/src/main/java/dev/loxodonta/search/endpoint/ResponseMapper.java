package dev.loxodonta.search.endpoint;

import com.google.protobuf.Duration;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.search.select.NamedEntity;
import dev.loxodonta.search.shape.ShapedHit;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.v1.RerankReport;
import dev.loxodonta.search.v1.ScoreComponents;
import dev.loxodonta.search.v1.SearchExplanation;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import java.util.Optional;

/** Maps the outcome of a search to the contract. Pure. */
public final class ResponseMapper {

  private ResponseMapper() {}

  static SearchResponse toResponse(SearchRequest request, SearchQuery query, ShapedOutcome shaped) {
    SearchOutcome outcome = shaped.outcome();
    SearchResponse.Builder response =
        SearchResponse.newBuilder()
            .setReport(toReport(outcome, shaped.incompleteReason()))
            .setNextPageToken(NextPage.tokenFor(request, query, shaped));
    shaped.hits().forEach(hit -> response.addHits(toHit(hit, query)));
    shaped.reranking().ifPresent(r -> response.setRerank(toReport(r)));
    outcome
        .explanation()
        .ifPresent(e -> response.setExplanation(toExplanation(e, outcome.plan().describe())));
    return response.build();
  }

  static RerankReport toReport(Reranking<?> reranking) {
    return RerankReport.newBuilder()
        .setModel(reranking.model())
        .setReranked(reranking.failure().isEmpty())
        .setReason(reranking.failure().orElse(""))
        .setCount(reranking.scores().size())
        .setTime(toDuration(reranking.took()))
        .build();
  }

  static dev.loxodonta.search.v1.Hit.Builder toHit(ShapedHit shaped, SearchQuery query) {
    dev.loxodonta.search.v1.Hit.Builder hit = toHit(shaped.hit(), query);
    shaped.group().ifPresent(hit::setGroup);
    shaped.rerankScore().ifPresent(hit::setRerankScore);
    if (!query.includeEmbedding() && shaped.hit().memory().getEmbeddingCount() > 0) {
      hit.getMemoryBuilder().clearEmbedding();
    }
    return hit;
  }

  static dev.loxodonta.search.v1.Hit.Builder toHit(Hit hit, SearchQuery query) {
    dev.loxodonta.search.v1.Hit.Builder to =
        dev.loxodonta.search.v1.Hit.newBuilder()
            .setMemory(hit.memory())
            .setScore(hit.ranked().score())
            .setComponents(toComponents(hit.ranked().features(), query));
    if (hit.entity().isPresent()) {
      to.getComponentsBuilder().setEntity(hit.entity().getAsDouble());
    }
    return to;
  }

  private static ScoreComponents toComponents(Features features, SearchQuery query) {
    ScoreComponents.Builder components = ScoreComponents.newBuilder();
    if (!Double.isNaN(features.similarity())) {
      components.setSemantic(features.similarity());
    }
    if (!Double.isNaN(features.text())) {
      components.setText(textComponent(features, query));
    }
    if (features.semanticRank() > 0) {
      components.setSemanticRank(features.semanticRank());
    }
    if (features.textRank() > 0) {
      components.setTextRank(features.textRank());
    }
    if (query.mode() == Mode.HYBRID) {
      query.ranking().recency(features).ifPresent(components::setRecency);
      query.ranking().typeRelevance(features).ifPresent(components::setTypeRelevance);
    }
    return components.build();
  }

  private static double textComponent(Features features, SearchQuery query) {
    return query.mode() == Mode.TEXT ? features.text() : query.ranking().textComponent(features);
  }

  static SearchReport toReport(SearchOutcome outcome, Optional<String> incompleteReason) {
    SearchReport.Builder report =
        SearchReport.newBuilder()
            .setPlan(outcome.plan().name())
            .addAllIndexes(outcome.indexes())
            .setNode(outcome.source().node().name())
            .setExact(outcome.exact())
            .setComplete(outcome.complete() && incompleteReason.isEmpty())
            .setIncompleteReason(incompleteReason.orElse(""))
            .setShardTime(toDuration(outcome.shardTime()));
    outcome.source().lag().ifPresent(lag -> report.setLag(toDuration(lag)));
    outcome.matched().ifPresent(report::setMatched);
    return report.build();
  }

  static SearchExplanation toExplanation(SearchOutcome.Explanation explanation, String choice) {
    SearchExplanation.Builder to =
        SearchExplanation.newBuilder()
            .setSql(explanation.sql())
            .setPostgresPlan(explanation.postgresPlan())
            .setChoice(choice);
    explanation.named().forEach(entity -> to.addNamedEntities(toNamed(entity)));
    return to.build();
  }

  private static dev.loxodonta.search.v1.NamedEntity toNamed(NamedEntity entity) {
    return dev.loxodonta.search.v1.NamedEntity.newBuilder()
        .setId(entity.id())
        .setName(entity.name())
        .setEntityType(entity.type())
        .build();
  }

  static Duration toDuration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
