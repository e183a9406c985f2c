package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.draft.ChunkDraft;
import dev.loxodonta.ingest.document.draft.DocumentDraft;
import dev.loxodonta.ingest.document.draft.PutPlan;
import dev.loxodonta.ingest.document.statement.LockDocument;
import dev.loxodonta.ingest.document.statement.ReplaceChunks;
import dev.loxodonta.ingest.document.statement.UpsertDocument;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.record.OncePerRequest;
import dev.loxodonta.ingest.second.RequireSecondSpace;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Document;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Writes a document with its chunks in one transaction, or answers as an earlier request of the
 * same id was answered. Thread-safe.
 */
@Singleton
final class DocumentWriter {

  private final ShardWriter writer;
  private final ProjectCounts counts;

  DocumentWriter(ShardWriter writer, ProjectCounts counts) {
    this.writer = writer;
    this.counts = counts;
  }

  /** The answer without its token, and by how many chunks the project grew. */
  private record Result(PutDocumentResponse response, long grown) {}

  /**
   * Writes; chunks without a vector are queued to get one.
   *
   * <p>Fails with VERSION_MISMATCH, REQUEST_ID_REUSED, or as {@link ShardWriter#write(Project,
   * java.util.function.Function)} does.
   */
  Mono<PutDocumentResponse> write(Project project, PutPlan plan, List<ChunkDraft> chunks) {
    return writer
        .write(project, session -> once(session, plan, chunks))
        .doOnNext(written -> counts.addChunks(project.projectId(), written.value().grown()))
        .map(DocumentWriter::answer);
  }

  private static PutDocumentResponse answer(Written<Result> written) {
    return written.value().response().toBuilder().setWriteToken(written.token().toString()).build();
  }

  private static Mono<Result> once(WriteSession session, PutPlan plan, List<ChunkDraft> chunks) {
    return OncePerRequest.run(
        session,
        plan.key(),
        PutDocumentResponse.parser(),
        () -> put(session, plan, chunks),
        Result::response,
        before -> new Result(before, 0));
  }

  private static Mono<Result> put(WriteSession session, PutPlan plan, List<ChunkDraft> chunks) {
    UUID id = plan.document().id();
    return RequireSecondSpace.run(session, plan.document().second())
        .then(Mono.defer(() -> requireVersion(session, plan)))
        .then(Mono.defer(() -> upsert(session, plan, chunks.size())))
        .flatMap(
            document ->
                ReplaceChunks.run(session, id, chunks)
                    .map(
                        removed ->
                            new Result(response(document, chunks), chunks.size() - removed)));
  }

  private static Mono<Document> upsert(WriteSession session, PutPlan plan, int chunkCount) {
    DocumentDraft document = plan.document();
    Long expected = plan.expectedVersion();
    return UpsertDocument.run(session, document, expected, chunkCount)
        .switchIfEmpty(
            Mono.defer(
                () ->
                    LockDocument.run(session, document.id())
                        .flatMap(current -> mismatch(expected == null ? 0 : expected, current))));
  }

  /** An expected version is that of a document that is there; where it is not, nothing is made. */
  private static Mono<Void> requireVersion(WriteSession session, PutPlan plan) {
    Long expected = plan.expectedVersion();
    return expected == null
        ? Mono.empty()
        : LockDocument.run(session, plan.document().id())
            .defaultIfEmpty(0L)
            .flatMap(
                current ->
                    current.equals(expected) ? Mono.<Void>empty() : mismatch(expected, current));
  }

  private static <T> Mono<T> mismatch(long expected, long current) {
    return Mono.error(ServiceException.versionMismatch(expected, current));
  }

  private static PutDocumentResponse response(Document document, List<ChunkDraft> chunks) {
    return PutDocumentResponse.newBuilder()
        .setDocument(document)
        .setReplaced(document.getVersion() > 1)
        .setVectorsPending((int) chunks.stream().filter(c -> c.embedding() == null).count())
        .build();
  }
}
