package dev.loxodonta.ingest.event.draft;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks a RecordEvents and plans it. Pure but for the ids that it makes. */
public final class EventPlanner {

  private static final int MAX_EVENTS = 1_000;
  private static final String DEFAULT_TYPE = "event";
  private static final Instant FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration MAX_AHEAD = Duration.ofDays(31);

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private EventPlanner() {}

  /**
   * Returns the plan; after a violation was noted it must not be run.
   *
   * @param space the project's space; null when the project is not known, then vectors are not
   *     looked at
   */
  public static EventPlan plan(
      FieldChecks checks, RecordEventsRequest request, @Nullable Space space) {
    checks.projectId("project_id", request.getProjectId());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<EventDraft> events = new ArrayList<>(request.getEventsCount());
    if (checks.count("events", request.getEventsCount(), 1, MAX_EVENTS)) {
      for (int i = 0; i < request.getEventsCount(); i++) {
        FieldChecks under = checks.under("events", i);
        events.add(draft(under, request.getEvents(i), space, request.getTextOnly(), now));
      }
    }
    return new EventPlan(
        events, RecordChecks.key(checks, request.getRequestId(), request), request.getTextOnly());
  }

  private static EventDraft draft(
      FieldChecks checks, Event event, @Nullable Space space, boolean textOnly, Instant now) {
    UUID id = checks.uuidOrEmpty("id", event.getId());
    String content = MemoryChecks.content(checks, event.getContent());
    return new EventDraft(
        id == null ? IDS.generate() : id,
        RecordChecks.session(checks, event.getSessionId()),
        event.hasTimestamp() ? time(checks, event, now) : now,
        RecordChecks.type(checks, "event_type", event.getEventType(), DEFAULT_TYPE),
        content,
        RecordChecks.embedding(
            checks, event.getEmbeddingList(), space, "content", content, textOnly),
        MemoryChecks.metadata(checks, event.getMetadata()));
  }

  private static Instant time(FieldChecks checks, Event event, Instant now) {
    Instant time = MemoryChecks.micros(checks, "timestamp", event.getTimestamp());
    if (time == null) {
      return now;
    }
    Instant last = now.plus(MAX_AHEAD);
    checks.check(
        !time.isBefore(FIRST_TIME) && !time.isAfter(last),
        "timestamp",
        time,
        FIRST_TIME + " to " + last);
    return time;
  }
}
