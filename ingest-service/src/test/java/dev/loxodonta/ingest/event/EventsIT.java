package dev.loxodonta.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.v1.EventOrder;
import dev.loxodonta.ingest.v1.ListEventsRequest;
import dev.loxodonta.ingest.v1.ListEventsResponse;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.ingest.v1.RecordEventsResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Event;
import dev.loxodonta.type.v1.EventFilter;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventsIT {

  private static final long LISTED = 901;
  private static final long OTHER = 902;
  private static final long BUILT_IN_MODEL = 903;
  private static final long OWN_VECTORS = 904;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void load() {
    INGEST.shard().project(LISTED, "callers-own", 3);
    INGEST.shard().project(OTHER, "callers-own", 3);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
    INGEST.shard().project(OWN_VECTORS, "callers-own", 3);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      events.add(
          event("event " + i, Instant.parse("2023-11-25T00:00:00Z").plusSeconds(86_400L * i))
              .setSessionId("s" + i % 2)
              .setEventType(i % 5 == 0 ? "tool_call" : "message")
              .setMetadata(Struct.newBuilder().putFields("number", Json.of(i)))
              .build());
    }
    record(LISTED, events);
    record(OTHER, List.of(event("other", Instant.now()).build()));
  }

  @Test
  void months_areMadeForEventsThatNeedThem() {
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM pg_inherits WHERE inhparent ="
                        + " 'episodic_events'::regclass AND inhrelid::regclass::text IN"
                        + " ('episodic_events_202311', 'episodic_events_202312')"))
        .isEqualTo("2");
    assertThat(
            INGEST
                .shard()
                .value("SELECT count(*) FROM episodic_events_202311 WHERE project_id = " + LISTED))
        .isEqualTo("6");
  }

  @Test
  void pages_holdEveryEventOnceInBothOrders() {
    List<String> newest = contents(request(7));
    assertThat(newest).hasSize(25).startsWith("event 24").endsWith("event 0");
    assertThat(contents(request(7).setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST)))
        .containsExactlyElementsOf(newest.reversed());
  }

  @Test
  void filter_keepsWhatSatisfiesAllConditions() {
    EventFilter filter =
        EventFilter.newBuilder()
            .addSessionIds("s0")
            .addEventTypes("message")
            .setTime(TimeRange.newBuilder().setTo(time(Instant.parse("2023-12-05T00:00:00Z"))))
            .setMetadata(
                Condition.newBuilder()
                    .setRange(Condition.Range.newBuilder().setKey("number").setGt(Json.of(2))))
            .build();
    assertThat(contents(request(0).setFilter(filter)))
        .containsExactly("event 8", "event 6", "event 4");
  }

  @Test
  void token_isRefusedWithAnotherOrder() {
    String token = INGEST.events().listEvents(request(7).build()).getNextPageToken();
    ListEventsRequest other =
        request(7).setPageToken(token).setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST).build();
    assertThat(Failures.of(() -> INGEST.events().listEvents(other)).fields())
        .containsExactly("page_token");
  }

  @Test
  void events_ofAnotherProjectAreNotSeen() {
    assertThat(contents(request(0).setProjectId(OTHER))).containsExactly("other");
  }

  @Test
  void vector_isMadeUnlessTextIsEnough() {
    Instant time = Instant.parse("2024-05-01T00:00:00Z");
    RecordEventsRequest.Builder request =
        RecordEventsRequest.newBuilder()
            .setProjectId(BUILT_IN_MODEL)
            .addEvents(event("Ada asked for tea.", time).clearEmbedding());
    INGEST.events().recordEvents(request.build());
    INGEST
        .events()
        .recordEvents(
            request
                .setTextOnly(true)
                .setEvents(0, event("Bo asked for water.", time.plusSeconds(1)).clearEmbedding())
                .build());
    List<Event> events =
        INGEST
            .events()
            .listEvents(request(0).setProjectId(BUILT_IN_MODEL).setIncludeEmbedding(true).build())
            .getEventsList();
    assertThat(events).extracting(Event::getEmbeddingCount).containsExactly(0, 384);
    assertThat(events).extracting(Event::getEventType).containsOnly("event");
  }

  @Test
  void event_isRecordedOnceForItsIdAndTheRequestForItsOwn() {
    Event event =
        event("once", Instant.parse("2024-06-01T00:00:00Z"))
            .setId(UUID.randomUUID().toString())
            .build();
    RecordEventsRequest request =
        RecordEventsRequest.newBuilder()
            .setProjectId(OWN_VECTORS)
            .setRequestId(UUID.randomUUID().toString())
            .addEvents(event)
            .addEvents(event("without an id", Instant.parse("2024-06-02T00:00:00Z")))
            .build();
    RecordEventsResponse first = INGEST.events().recordEvents(request);
    RecordEventsResponse again = INGEST.events().recordEvents(request);
    assertThat(first.getRecorded()).isEqualTo(2);
    assertThat(again.getIdsList()).isEqualTo(first.getIdsList());
    assertThat(record(OWN_VECTORS, List.of(event)).getRecorded()).isZero();
    assertThat(contents(request(0).setProjectId(OWN_VECTORS)))
        .containsExactly("without an id", "once");
    RecordEventsRequest reused = request.toBuilder().removeEvents(1).build();
    assertThat(Failures.of(() -> INGEST.events().recordEvents(reused)).reason())
        .isEqualTo("REQUEST_ID_REUSED");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure = Failures.of(() -> call(request));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  static Stream<Arguments> requests() {
    Event good = event("x", Instant.parse("2024-01-01T00:00:00Z")).build();
    return Stream.of(
        arguments("project_id", of(good).setProjectId(0).build()),
        arguments("events", of().build()),
        arguments("request_id", of(good).setRequestId("x").build()),
        arguments("events[0].id", of(good.toBuilder().setId("x").build()).build()),
        arguments(
            "events[1].session_id", of(good, good.toBuilder().clearSessionId().build()).build()),
        arguments("events[0].content", of(good.toBuilder().clearContent().build()).build()),
        arguments(
            "events[0].timestamp",
            of(event("x", Instant.parse("1999-12-31T23:59:59Z")).build()).build()),
        arguments(
            "events[0].timestamp",
            of(event("x", Instant.now().plusSeconds(32 * 86_400)).build()).build()),
        arguments(
            "events[0].event_type",
            of(good.toBuilder().setEventType("x".repeat(65)).build()).build()),
        arguments("events[0].embedding", of(good.toBuilder().clearEmbedding().build()).build()),
        arguments("events[0].embedding", of(good.toBuilder().addEmbedding(1).build()).build()),
        arguments("page_size", request(-1).build()),
        arguments("page_token", request(1).setPageToken("x").build()),
        arguments("order", request(1).setOrderValue(9).build()),
        arguments(
            "filter.time.to",
            request(1)
                .setFilter(
                    EventFilter.newBuilder()
                        .setTime(
                            TimeRange.newBuilder()
                                .setFrom(time(Instant.EPOCH.plusSeconds(9)))
                                .setTo(time(Instant.EPOCH))))
                .build()));
  }

  private static void call(Message request) {
    if (request instanceof RecordEventsRequest r) {
      INGEST.events().recordEvents(r);
    } else {
      INGEST.events().listEvents((ListEventsRequest) request);
    }
  }

  private static List<String> contents(ListEventsRequest.Builder request) {
    List<String> contents = new ArrayList<>();
    String token = "";
    do {
      ListEventsResponse page = INGEST.events().listEvents(request.setPageToken(token).build());
      page.getEventsList().forEach(e -> contents.add(e.getContent()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return contents;
  }

  private static ListEventsRequest.Builder request(int pageSize) {
    return ListEventsRequest.newBuilder().setProjectId(LISTED).setPageSize(pageSize);
  }

  private static RecordEventsRequest.Builder of(Event... events) {
    return RecordEventsRequest.newBuilder().setProjectId(OWN_VECTORS).addAllEvents(List.of(events));
  }

  private static RecordEventsResponse record(long projectId, List<Event> events) {
    return INGEST
        .events()
        .recordEvents(
            RecordEventsRequest.newBuilder().setProjectId(projectId).addAllEvents(events).build());
  }

  private static Event.Builder event(String content, Instant time) {
    return Event.newBuilder()
        .setSessionId("s")
        .setContent(content)
        .setTimestamp(time(time))
        .addAllEmbedding(List.of(1f, 0f, 0f));
  }

  private static Timestamp time(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }
}
