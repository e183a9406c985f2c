package dev.loxodonta.ingest.data;

import dev.loxodonta.ingest.data.statement.DataRow;
import dev.loxodonta.ingest.data.statement.LockData;
import dev.loxodonta.ingest.data.statement.UpsertData;
import dev.loxodonta.ingest.record.OncePerRequest;
import dev.loxodonta.ingest.record.TextVectors;
import dev.loxodonta.ingest.v1.PutStructuredDataRequest;
import dev.loxodonta.ingest.v1.PutStructuredDataResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.StructuredData;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** PutStructuredData: checks and embeds before the transaction begins. Thread-safe. */
@Singleton
final class DataPut {

  private final ProjectDirectory directory;
  private final TextVectors vectors;
  private final ShardWriter writer;

  DataPut(ProjectDirectory directory, TextVectors vectors, ShardWriter writer) {
    this.directory = directory;
    this.vectors = vectors;
    this.writer = writer;
  }

  /** Writes a value; fails with what the contract names. */
  Mono<PutStructuredDataResponse> write(PutStructuredDataRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      DataPlanner.plan(checks, request, null);
      checks.throwIfAny();
    }
    boolean textsOnly = request.getData().getEmbeddingCount() == 0;
    return directory.plan(request.getProjectId(), textsOnly, project -> write(project, request));
  }

  private Mono<PutStructuredDataResponse> write(Project project, PutStructuredDataRequest request) {
    FieldChecks checks = new FieldChecks();
    DataDraft draft = DataPlanner.plan(checks, request, vectors.space(project));
    checks.throwIfAny();
    return complete(project, draft)
        .flatMap(row -> writer.write(project, session -> once(session, draft, row)))
        .map(DataPut::answer);
  }

  private Mono<DataRow> complete(Project project, DataDraft draft) {
    return draft.embeds()
        ? vectors
            .fill(
                project,
                List.of(draft.row()),
                DataRow::embedding,
                DataRow::text,
                DataRow::withEmbedding)
            .map(rows -> rows.get(0))
        : Mono.just(draft.row());
  }

  private static Mono<PutStructuredDataResponse> once(
      WriteSession session, DataDraft draft, DataRow row) {
    return OncePerRequest.run(
        session,
        draft.key(),
        PutStructuredDataResponse.parser(),
        () -> put(session, row, draft.expectedVersion()));
  }

  private static Mono<PutStructuredDataResponse> put(
      WriteSession session, DataRow row, @Nullable Long expected) {
    return requireVersion(session, row, expected)
        .then(Mono.defer(() -> UpsertData.run(session, row, expected)))
        .switchIfEmpty(Mono.defer(() -> refusal(session, row, expected)))
        .map(DataPut::response);
  }

  /** An expected version is that of a value that is there; where it is not, nothing is made. */
  private static Mono<Void> requireVersion(
      WriteSession session, DataRow row, @Nullable Long expected) {
    return expected == null
        ? Mono.empty()
        : LockData.run(session, row.dataId())
            .defaultIfEmpty(0L)
            .flatMap(
                current ->
                    current.equals(expected) ? Mono.<Void>empty() : mismatch(expected, current));
  }

  private static Mono<StructuredData> refusal(
      WriteSession session, DataRow row, @Nullable Long expected) {
    return LockData.run(session, row.dataId())
        .flatMap(current -> mismatch(expected == null ? 0 : expected, current));
  }

  private static <T> Mono<T> mismatch(long expected, long current) {
    return Mono.error(ServiceException.versionMismatch(expected, current));
  }

  private static PutStructuredDataResponse response(StructuredData data) {
    return PutStructuredDataResponse.newBuilder()
        .setData(data)
        .setReplaced(data.getVersion() > 1)
        .build();
  }

  private static PutStructuredDataResponse answer(Written<PutStructuredDataResponse> written) {
    return written.value().toBuilder().setWriteToken(written.token().toString()).build();
  }
}
