package dev.loxodonta.search.endpoint;

import com.google.protobuf.Duration;
import dev.loxodonta.embedding.TokenEstimate;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.passage.ChunkScore;
import dev.loxodonta.search.passage.DocumentInfo;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;
import dev.loxodonta.search.passage.Passage.Part;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.retrieve.FoundChunks;
import dev.loxodonta.search.retrieve.Retrieved;
import dev.loxodonta.search.v1.DocumentPassage;
import dev.loxodonta.search.v1.PassageChunk;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.ScoreComponents;
import dev.loxodonta.search.v1.SearchReport;
import java.util.Optional;

/** Maps what was retrieved to the contract. Pure. */
final class RetrieveMapper {

  private RetrieveMapper() {}

  static RetrieveResponse toResponse(Retrieved retrieved) {
    return switch (retrieved) {
      case Retrieved.Documents documents -> toResponse(documents.found(), documents.packed());
      case Retrieved.Memories memories -> toResponse(memories.outcome(), memories.packed());
    };
  }

  private static RetrieveResponse toResponse(FoundChunks found, Packed<Passage> packed) {
    RetrieveResponse.Builder response = RetrieveResponse.newBuilder().setReport(toReport(found));
    packed.passages().forEach(passage -> response.addPassages(toPassage(passage)));
    return with(response, packed);
  }

  private static RetrieveResponse toResponse(SearchOutcome outcome, Packed<Hit> packed) {
    RetrieveResponse.Builder response =
        RetrieveResponse.newBuilder().setReport(ResponseMapper.toReport(outcome, Optional.empty()));
    packed.passages().forEach(hit -> response.addPassages(toPassage(hit)));
    return with(response, packed);
  }

  private static RetrieveResponse with(RetrieveResponse.Builder response, Packed<?> packed) {
    int tokens =
        response.getPassagesList().stream()
            .mapToInt(dev.loxodonta.search.v1.Passage::getTokenCount)
            .sum();
    return response.setTokenCount(tokens).setLeftOut(packed.leftOut()).build();
  }

  private static dev.loxodonta.search.v1.Passage toPassage(Hit hit) {
    return dev.loxodonta.search.v1.Passage.newBuilder()
        .setContent(hit.memory().getContent())
        .setScore(hit.ranked().score())
        .setTokenCount(TokenEstimate.of(hit.memory().getContent()))
        .setMemory(hit.memory())
        .build();
  }

  private static dev.loxodonta.search.v1.Passage toPassage(Passage passage) {
    DocumentInfo document = passage.document();
    DocumentPassage.Builder origin =
        DocumentPassage.newBuilder()
            .setDocumentId(document.id().toString())
            .setTitle(document.title())
            .setDocType(document.docType())
            .setSourceUri(document.sourceUri())
            .setMetadata(document.metadata());
    passage.parts().forEach(part -> origin.addChunks(toChunk(part)));
    return dev.loxodonta.search.v1.Passage.newBuilder()
        .setContent(passage.content())
        .setScore(passage.score())
        .setTokenCount(passage.tokenCount())
        .setDocument(origin)
        .build();
  }

  private static PassageChunk toChunk(Part part) {
    PassageChunk.Builder chunk =
        PassageChunk.newBuilder()
            .setId(part.chunk().id().toString())
            .setChunkIndex(part.chunk().place().index())
            .setTokenCount(part.chunk().tokenCount())
            .setMetadata(part.chunk().metadata());
    part.score()
        .ifPresent(score -> chunk.setScore(score.score()).setComponents(toComponents(score)));
    return chunk.build();
  }

  private static ScoreComponents toComponents(ChunkScore score) {
    ScoreComponents.Builder components = ScoreComponents.newBuilder();
    if (!Double.isNaN(score.similarity())) {
      components.setSemantic(score.similarity());
    }
    if (!Double.isNaN(score.text())) {
      components.setText(score.text());
    }
    return components.build();
  }

  private static SearchReport toReport(FoundChunks found) {
    SearchReport.Builder report =
        SearchReport.newBuilder()
            .setPlan(found.plan().name())
            .addAllIndexes(found.plan().indexes())
            .setNode(found.reading().node().name())
            .setExact(isExact(found))
            .setComplete(true)
            .setShardTime(toDuration(found.spent()));
    found.reading().lag().ifPresent(lag -> report.setLag(toDuration(lag)));
    if (found.count() < found.plan().query().k()) {
      report.setMatched(found.count());
    }
    return report.build();
  }

  /** Lists of candidates that are joined may miss a better chunk, unless they hold all there is. */
  private static boolean isExact(FoundChunks found) {
    boolean all = found.count() < found.plan().query().k();
    return found.plan().exact() && (all || found.plan().query().mode() != Mode.HYBRID);
  }

  private static Duration toDuration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
