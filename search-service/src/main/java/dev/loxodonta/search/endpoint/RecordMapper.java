package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.record.RecordHit;
import dev.loxodonta.search.record.RecordsFound;
import dev.loxodonta.search.v1.DocumentHit;
import dev.loxodonta.search.v1.EntityHit;
import dev.loxodonta.search.v1.SearchDocumentsResponse;
import dev.loxodonta.search.v1.SearchEntitiesResponse;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.Entity;

/** Maps the documents and entities that were found to the contract. Pure. */
final class RecordMapper {

  private static final String WAITING =
      "some entities still wait for a vector of the project's new model and were not looked at";

  private RecordMapper() {}

  static SearchDocumentsResponse toDocuments(RecordsFound<Document> found) {
    SearchDocumentsResponse.Builder response =
        SearchDocumentsResponse.newBuilder().setReport(toReport(found));
    found.hits().forEach(hit -> response.addHits(toDocument(hit)));
    found
        .explanation()
        .ifPresent(e -> response.setExplanation(ResponseMapper.toExplanation(e, found.choice())));
    return response.build();
  }

  static SearchEntitiesResponse toEntities(RecordsFound<Entity> found) {
    SearchEntitiesResponse.Builder response =
        SearchEntitiesResponse.newBuilder().setReport(toReport(found));
    found.hits().forEach(hit -> response.addHits(toEntity(hit)));
    found
        .explanation()
        .ifPresent(e -> response.setExplanation(ResponseMapper.toExplanation(e, found.choice())));
    return response.build();
  }

  private static DocumentHit toDocument(RecordHit<Document> hit) {
    return DocumentHit.newBuilder()
        .setDocument(hit.value())
        .setDistance(hit.distance())
        .setSimilarity(hit.similarity())
        .build();
  }

  private static EntityHit toEntity(RecordHit<Entity> hit) {
    return EntityHit.newBuilder()
        .setEntity(hit.value())
        .setDistance(hit.distance())
        .setSimilarity(hit.similarity())
        .build();
  }

  private static SearchReport toReport(RecordsFound<?> found) {
    SearchReport.Builder report =
        SearchReport.newBuilder()
            .setPlan(found.plan())
            .addAllIndexes(found.indexes())
            .setNode(found.source().node().name())
            .setExact(true)
            .setComplete(!found.waiting())
            .setIncompleteReason(found.waiting() ? WAITING : "")
            .setMatched(found.compared())
            .setShardTime(ResponseMapper.toDuration(found.source().took()));
    found.source().lag().ifPresent(lag -> report.setLag(ResponseMapper.toDuration(lag)));
    return report.build();
  }
}
