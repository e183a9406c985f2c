package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.draft.ChunkDraft;
import dev.loxodonta.ingest.document.draft.ChunkEmbedder;
import dev.loxodonta.ingest.document.draft.DocumentContent;
import dev.loxodonta.ingest.document.draft.PutPlan;
import dev.loxodonta.ingest.document.draft.PutPlanner;
import dev.loxodonta.ingest.document.split.SplitThreads;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.ingest.second.SecondVectors;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Document;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * PutDocument: checks, splits and embeds before the transaction begins; what is not embedded then
 * is queued. Thread-safe.
 */
@Singleton
final class DocumentPut {

  private final ProjectDirectory directory;
  private final SplitThreads splitter;
  private final ChunkEmbedder embedder;
  private final SecondVectors second;
  private final DocumentWriter writer;

  DocumentPut(
      ProjectDirectory directory,
      SplitThreads splitter,
      ChunkEmbedder embedder,
      SecondVectors second,
      DocumentWriter writer) {
    this.directory = directory;
    this.splitter = splitter;
    this.embedder = embedder;
    this.second = second;
    this.writer = writer;
  }

  /** Writes a document; fails with what the contract names. */
  Mono<PutDocumentResponse> write(PutDocumentRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      PutPlanner.plan(checks, request, null, null);
      checks.throwIfAny();
    }
    boolean given = request.getDocument().getSecondEmbeddingCount() > 0;
    return directory.plan(
        request.getProjectId(),
        !given && hasNoVectors(request.getChunks()),
        project -> second.withSpace(project, given, p -> write(p, request)));
  }

  private static boolean hasNoVectors(PutDocumentRequest.Chunks chunks) {
    return chunks.getChunksList().stream().allMatch(c -> c.getEmbeddingCount() == 0);
  }

  private Mono<PutDocumentResponse> write(Project project, PutDocumentRequest request) {
    FieldChecks checks = new FieldChecks();
    PutPlan plan =
        PutPlanner.plan(
            checks, request, embedder.space(project), project.secondSpace().orElse(null));
    checks.throwIfAny();
    return withSecond(project, plan, request.getDocument())
        .flatMap(planned -> write(project, planned))
        .onErrorMap(e -> RowFailures.translate(e, "chunks"));
  }

  /** Made before the chunks' vectors: a title is short, and without its vector nothing is put. */
  private Mono<PutPlan> withSecond(Project project, PutPlan plan, Document document) {
    return plan.document().second() != null
        ? Mono.just(plan)
        : second
            .make(project, document.getTitle(), document.getMetadata())
            .map(plan::withSecond)
            .defaultIfEmpty(plan);
  }

  private Mono<PutDocumentResponse> write(Project project, PutPlan plan) {
    return chunks(plan.content())
        .flatMap(
            chunks -> plan.later() ? Mono.just(chunks) : embedder.embedOrLater(project, chunks))
        .flatMap(chunks -> writer.write(project, plan, chunks));
  }

  private Mono<List<ChunkDraft>> chunks(DocumentContent content) {
    return switch (content) {
      case DocumentContent.Ready ready -> Mono.just(ready.chunks());
      case DocumentContent.Whole whole ->
          splitter.split(whole.text(), whole.rules()).map(DocumentPut::drafts);
    };
  }

  private static List<ChunkDraft> drafts(List<String> pieces) {
    if (pieces.size() > PutPlanner.MAX_CHUNKS) {
      throw ServiceException.invalidField(
          "splitting",
          "gave %d chunks; allowed are at most %d, so larger ones are required"
              .formatted(pieces.size(), PutPlanner.MAX_CHUNKS));
    }
    return pieces.stream().map(piece -> ChunkDraft.of(piece, null, "{}")).toList();
  }
}
