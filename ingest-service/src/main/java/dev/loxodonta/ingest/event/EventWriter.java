package dev.loxodonta.ingest.event;

import dev.loxodonta.ingest.event.draft.EventDraft;
import dev.loxodonta.ingest.event.statement.CreateEventMonths;
import dev.loxodonta.ingest.event.statement.InsertEvents;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.record.OncePerRequest;
import dev.loxodonta.ingest.v1.RecordEventsResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes events in one transaction. Where PostgreSQL says that a month has no partition, the months
 * of all events are made in a transaction of their own, and the write is tried once more.
 * Thread-safe.
 */
@Singleton
final class EventWriter {

  /** PostgreSQL's check_violation; the checks leave only rows of a missing partition to it. */
  private static final String NO_PARTITION = "23514";

  private final ShardWriter writer;

  EventWriter(ShardWriter writer) {
    this.writer = writer;
  }

  /**
   * Writes; fails with REQUEST_ID_REUSED, or as {@link ShardWriter#write(Project,
   * java.util.function.Function)} does.
   *
   * @param key what makes the write idempotent; null: nothing does
   */
  Mono<RecordEventsResponse> write(
      Project project, List<EventDraft> events, @Nullable RequestKey key) {
    Mono<Written<RecordEventsResponse>> write =
        writer.write(project, session -> once(session, events, key));
    return write
        .onErrorResume(
            EventWriter::lacksPartition, e -> createMonths(project.projectId(), events).then(write))
        .map(EventWriter::answer);
  }

  private static Mono<RecordEventsResponse> once(
      WriteSession session, List<EventDraft> events, @Nullable RequestKey key) {
    return OncePerRequest.run(
        session, key, RecordEventsResponse.parser(), () -> insert(session, events));
  }

  private static Mono<RecordEventsResponse> insert(WriteSession session, List<EventDraft> events) {
    return InsertEvents.run(session, events)
        .map(
            recorded ->
                RecordEventsResponse.newBuilder()
                    .addAllIds(events.stream().map(e -> e.id().toString()).toList())
                    .setRecorded(recorded.intValue())
                    .build());
  }

  private static boolean lacksPartition(Throwable failure) {
    return RowFailures.sqlState(failure).filter(NO_PARTITION::equals).isPresent();
  }

  private Mono<Written<Long>> createMonths(long projectId, List<EventDraft> events) {
    return writer.write(
        projectId,
        session ->
            CreateEventMonths.run(session, events.stream().map(EventDraft::timestamp).toList()));
  }

  private static RecordEventsResponse answer(Written<RecordEventsResponse> written) {
    return written.value().toBuilder().setWriteToken(written.token().toString()).build();
  }
}
