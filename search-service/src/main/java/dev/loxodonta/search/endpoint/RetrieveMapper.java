package dev.loxodonta.search.endpoint;

import dev.loxodonta.embedding.TokenEstimate;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.passage.ChunkScore;
import dev.loxodonta.search.passage.DocumentInfo;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;
import dev.loxodonta.search.passage.Passage.Part;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.search.retrieve.FoundChunks;
import dev.loxodonta.search.retrieve.Retrieved;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.v1.DocumentPassage;
import dev.loxodonta.search.v1.PassageChunk;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.ScoreComponents;
import dev.loxodonta.search.v1.SearchReport;
import java.util.Optional;
import java.util.OptionalDouble;

/** Maps what was retrieved to the contract. Pure. */
final class RetrieveMapper {

  private RetrieveMapper() {}

  static RetrieveResponse toResponse(Retrieved retrieved) {
    return switch (retrieved) {
      case Retrieved.Documents documents -> toResponse(documents);
      case Retrieved.Memories memories -> toResponse(memories);
    };
  }

  private static RetrieveResponse toResponse(Retrieved.Documents retrieved) {
    RetrieveResponse.Builder response =
        RetrieveResponse.newBuilder().setReport(toReport(retrieved.found()));
    retrieved.packed().passages().forEach(passage -> response.addPassages(toPassage(passage)));
    retrieved.reranking().ifPresent(r -> response.setRerank(ResponseMapper.toReport(r)));
    String choice = retrieved.found().plan().describe();
    retrieved
        .found()
        .explanation()
        .ifPresent(e -> response.setExplanation(ResponseMapper.toExplanation(e, choice)));
    return with(response, retrieved.packed());
  }

  private static RetrieveResponse toResponse(Retrieved.Memories retrieved) {
    ShapedOutcome found = retrieved.found();
    RetrieveResponse.Builder response =
        RetrieveResponse.newBuilder()
            .setReport(ResponseMapper.toReport(found.outcome(), found.incompleteReason()));
    found.reranking().ifPresent(r -> response.setRerank(ResponseMapper.toReport(r)));
    String choice = found.outcome().plan().describe();
    found
        .outcome()
        .explanation()
        .ifPresent(e -> response.setExplanation(ResponseMapper.toExplanation(e, choice)));
    for (Hit hit : retrieved.packed().passages()) {
      response.addPassages(toPassage(hit, found.reranking()));
    }
    return with(response, retrieved.packed());
  }

  private static RetrieveResponse with(RetrieveResponse.Builder response, Packed<?> packed) {
    int tokens =
        response.getPassagesList().stream()
            .mapToInt(dev.loxodonta.search.v1.Passage::getTokenCount)
            .sum();
    return response.setTokenCount(tokens).setLeftOut(packed.leftOut()).build();
  }

  private static dev.loxodonta.search.v1.Passage toPassage(
      Hit hit, Optional<Reranking<Seen>> reranking) {
    dev.loxodonta.search.v1.Passage.Builder passage =
        dev.loxodonta.search.v1.Passage.newBuilder()
            .setContent(hit.memory().getContent())
            .setScore(hit.ranked().score())
            .setTokenCount(TokenEstimate.of(hit.memory().getContent()))
            .setMemory(hit.memory());
    reranking.ifPresent(
        r -> r.score(new Seen(hit.ranked().features().id())).ifPresent(passage::setRerankScore));
    return passage.build();
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
    dev.loxodonta.search.v1.Passage.Builder to =
        dev.loxodonta.search.v1.Passage.newBuilder()
            .setContent(passage.content())
            .setScore(passage.score().score())
            .setTokenCount(passage.tokenCount())
            .setDocument(origin);
    reranked(passage.score()).ifPresent(to::setRerankScore);
    return to.build();
  }

  private static PassageChunk toChunk(Part part) {
    PassageChunk.Builder chunk =
        PassageChunk.newBuilder()
            .setId(part.chunk().id().toString())
            .setChunkIndex(part.chunk().place().index())
            .setTokenCount(part.chunk().tokenCount())
            .setMetadata(part.chunk().metadata());
    part.score().ifPresent(score -> addScore(chunk, score));
    return chunk.build();
  }

  private static void addScore(PassageChunk.Builder chunk, ChunkScore score) {
    chunk.setScore(score.score()).setComponents(toComponents(score));
    reranked(score).ifPresent(chunk::setRerankScore);
  }

  private static OptionalDouble reranked(ChunkScore score) {
    return Double.isNaN(score.reranked())
        ? OptionalDouble.empty()
        : OptionalDouble.of(score.reranked());
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
            .setShardTime(ResponseMapper.toDuration(found.spent()));
    found.reading().lag().ifPresent(lag -> report.setLag(ResponseMapper.toDuration(lag)));
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
}
