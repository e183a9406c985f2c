package dev.loxodonta.ingest.document;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loxodonta.ingest.document.draft.ChunkDraft;
import dev.loxodonta.ingest.document.draft.DocumentDraft;
import dev.loxodonta.ingest.document.draft.PutPlan;
import dev.loxodonta.ingest.document.statement.LockDocument;
import dev.loxodonta.ingest.document.statement.ReplaceChunks;
import dev.loxodonta.ingest.document.statement.UpsertDocument;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.memory.statement.AnswerRequests;
import dev.loxodonta.ingest.memory.statement.ClaimRequests;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.memory.statement.SelectRequests;
import dev.loxodonta.ingest.memory.statement.SelectRequests.Answered;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Document;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
   * Writes; every chunk has its vector.
   *
   * <p>Fails with VERSION_MISMATCH, REQUEST_ID_REUSED, or as {@link ShardWriter#write} does.
   */
  Mono<PutDocumentResponse> write(long projectId, PutPlan plan, List<ChunkDraft> chunks) {
    return writer
        .write(projectId, session -> once(session, plan, chunks))
        .doOnNext(written -> counts.addChunks(projectId, written.value().grown()))
        .map(DocumentWriter::answer);
  }

  private static PutDocumentResponse answer(Written<Result> written) {
    return written.value().response().toBuilder().setWriteToken(written.token().toString()).build();
  }

  private static Mono<Result> once(WriteSession session, PutPlan plan, List<ChunkDraft> chunks) {
    RequestKey key = plan.key();
    return key == null
        ? put(session, plan, chunks)
        : ClaimRequests.run(session, List.of(key))
            .flatMap(
                claimed ->
                    claimed.isEmpty() ? repeat(session, key) : put(session, key, plan, chunks));
  }

  private static Mono<Result> put(
      WriteSession session, RequestKey key, PutPlan plan, List<ChunkDraft> chunks) {
    return put(session, plan, chunks)
        .flatMap(
            result ->
                AnswerRequests.run(
                        session, Map.of(key.requestId(), result.response().toByteString()))
                    .thenReturn(result));
  }

  private static Mono<Result> put(WriteSession session, PutPlan plan, List<ChunkDraft> chunks) {
    UUID id = plan.document().id();
    return requireVersion(session, plan)
        .then(Mono.defer(() -> upsert(session, plan, chunks.size())))
        .flatMap(
            document ->
                ReplaceChunks.run(session, id, chunks)
                    .map(removed -> new Result(response(document), chunks.size() - removed)));
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

  private static PutDocumentResponse response(Document document) {
    return PutDocumentResponse.newBuilder()
        .setDocument(document)
        .setReplaced(document.getVersion() > 1)
        .build();
  }

  private static Mono<Result> repeat(WriteSession session, RequestKey key) {
    return SelectRequests.run(session, Set.of(key.requestId()))
        .map(answered -> repeat(key, answered.get(key.requestId())));
  }

  private static Result repeat(RequestKey key, @Nullable Answered before) {
    if (before == null || !before.key().equals(key)) {
      throw ServiceException.builder(
              ErrorReason.REQUEST_ID_REUSED,
              "request id " + key.requestId() + " was used with another content")
          .metadata("request_id", key.requestId())
          .build();
    }
    try {
      return new Result(PutDocumentResponse.parseFrom(before.response()), 0);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored answer cannot be read", e);
    }
  }
}
