package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.draft.ChunkDraft;
import dev.loxodonta.ingest.document.draft.ChunkEmbedder;
import dev.loxodonta.ingest.document.draft.DocumentContent;
import dev.loxodonta.ingest.document.draft.PutPlan;
import dev.loxodonta.ingest.document.draft.PutPlanner;
import dev.loxodonta.ingest.document.split.SplitThreads;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
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
  private final DocumentWriter writer;

  DocumentPut(
      ProjectDirectory directory,
      SplitThreads splitter,
      ChunkEmbedder embedder,
      DocumentWriter writer) {
    this.directory = directory;
    this.splitter = splitter;
    this.embedder = embedder;
    this.writer = writer;
  }

  /** Writes a document; fails with what the contract names. */
  Mono<PutDocumentResponse> write(PutDocumentRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      PutPlanner.plan(checks, request, null);
      checks.throwIfAny();
    }
    return directory.plan(
        request.getProjectId(), isTextsOnly(request), project -> write(project, request));
  }

  private static boolean isTextsOnly(PutDocumentRequest request) {
    return request.getChunks().getChunksList().stream().allMatch(c -> c.getEmbeddingCount() == 0);
  }

  private Mono<PutDocumentResponse> write(Project project, PutDocumentRequest request) {
    FieldChecks checks = new FieldChecks();
    PutPlan plan = PutPlanner.plan(checks, request, embedder.space(project));
    checks.throwIfAny();
    return chunks(plan.content())
        .flatMap(
            chunks -> plan.later() ? Mono.just(chunks) : embedder.embedOrLater(project, chunks))
        .flatMap(chunks -> writer.write(project, plan, chunks))
        .onErrorMap(e -> RowFailures.translate(e, "chunks"));
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
