package dev.loxodonta.ingest.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.PlantedEvents;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import dev.loxodonta.ingest.v1.Consolidation;
import dev.loxodonta.ingest.v1.ListConsolidationsRequest;
import dev.loxodonta.ingest.v1.ListConsolidationsResponse;
import dev.loxodonta.ingest.v1.ListEventsRequest;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.type.v1.Event;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConsolidationIT {

  private static final long PLANTED = 931;
  private static final long OTHER = 932;
  private static final long LEASED = 933;
  private static final long GAPS = 934;
  private static final long TEXT_ONLY = 935;
  private static final Instant BEGIN = Instant.parse("2025-03-31T23:58:00Z");
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void makeProjects() {
    for (long project : List.of(PLANTED, OTHER, LEASED, GAPS, TEXT_ONLY)) {
      INGEST.shard().project(project, "callers-own", PlantedEvents.dimensions());
    }
    new PlantedEvents().plant(1, 1, 4, BEGIN).record(INGEST, OTHER);
  }

  @Test
  void plantedClusters_areFoundOnceAndBecomeMemories() {
    new PlantedEvents().plant(5, 4, 60, BEGIN).noise(40, BEGIN).record(INGEST, PLANTED);
    List<ConsolidateResponse> answers = consolidate(request(PLANTED));
    ConsolidateResponse outcome = answers.get(answers.size() - 1);
    assertThat(answers.get(0).getEventsTotal()).isEqualTo(1_240);
    assertThat(outcome.getFinished()).isTrue();
    assertThat(outcome.getEventsExamined()).isEqualTo(1_240);
    assertThat(outcome.getEventsConsolidated()).isEqualTo(1_200);
    assertThat(outcome.getConsolidationsCreated()).isEqualTo(20);
    assertMembersAreOfOneTopic();
    assertMemoriesAreDerived(outcome.getWriteToken());
    ConsolidateResponse again = last(consolidate(request(PLANTED)));
    assertThat(again.getEventsExamined()).isEqualTo(40);
    assertThat(again.getConsolidationsCreated()).isZero();
    assertThat(last(consolidate(request(PLANTED).setOnlyNew(true))).getEventsExamined()).isZero();
    assertThat(consolidations(PLANTED, 7)).hasSize(20);
  }

  @Test
  void project_isLeftToTheRunThatHoldsIt() {
    new PlantedEvents().plant(1, 1, 5, BEGIN).record(INGEST, LEASED);
    INGEST
        .shard()
        .value(
            "INSERT INTO consolidation_leases VALUES (%d, gen_random_uuid(), now() + '1 hour')"
                .formatted(LEASED));
    Failures failure = Failures.of(() -> consolidate(request(LEASED)));
    assertThat(failure.reason()).isEqualTo("RUN_IN_PROGRESS");
    INGEST
        .shard()
        .value("UPDATE consolidation_leases SET lease_until = now() WHERE project_id = " + LEASED);
    assertThat(last(consolidate(request(LEASED))).getConsolidationsCreated()).isEqualTo(1);
  }

  @Test
  void rules_areThoseOfTheRequest() {
    new PlantedEvents()
        .plant(1, 1, 4, BEGIN)
        .plant(1, 1, 2, BEGIN.plusSeconds(600))
        .record(INGEST, GAPS);
    assertThat(last(consolidate(request(GAPS).setMinSimilarity(1))).getEventsConsolidated())
        .isZero();
    assertThat(last(consolidate(request(GAPS).setMinClusterSize(5))).getEventsConsolidated())
        .isZero();
    ConsolidateRequest.Builder fine =
        request(GAPS).setMinClusterSize(2).setMaxGap(Duration.newBuilder().setSeconds(60));
    ConsolidateResponse outcome = last(consolidate(fine));
    assertThat(outcome.getConsolidationsCreated()).isEqualTo(2);
    assertThat(outcome.getEventsConsolidated()).isEqualTo(6);
  }

  @Test
  void consolidations_ofAnotherProjectAreNotSeen() {
    assertThat(last(consolidate(request(OTHER))).getConsolidationsCreated()).isEqualTo(1);
    Consolidation only = consolidations(OTHER, 10).get(0);
    assertThat(only.getSupportCount()).isEqualTo(4);
    assertThat(only.getCentroidCount()).isEqualTo(PlantedEvents.dimensions());
    assertThat(consolidations(TEXT_ONLY, 10)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure =
        Failures.of(
            () -> {
              if (request instanceof ConsolidateRequest r) {
                INGEST.consolidations().consolidate(r).forEachRemaining(answer -> {});
              } else {
                INGEST.consolidations().listConsolidations((ListConsolidationsRequest) request);
              }
            });
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("project_id", request(0).build()),
        arguments("min_similarity", request(OTHER).setMinSimilarity(1.1).build()),
        arguments("min_cluster_size", request(OTHER).setMinClusterSize(1).build()),
        arguments("max_gap", request(OTHER).setMaxGap(Duration.getDefaultInstance()).build()),
        arguments(
            "page_token",
            ListConsolidationsRequest.newBuilder().setProjectId(OTHER).setPageToken("x").build()),
        arguments(
            "session_ids[0]",
            ListConsolidationsRequest.newBuilder().setProjectId(OTHER).addSessionIds("").build()));
  }

  private static void assertMembersAreOfOneTopic() {
    Map<String, Event> events =
        INGEST
            .events()
            .listEvents(
                ListEventsRequest.newBuilder().setProjectId(PLANTED).setPageSize(1_000).build())
            .getEventsList()
            .stream()
            .collect(Collectors.toMap(Event::getId, e -> e));
    for (Consolidation found : consolidations(PLANTED, 100)) {
      assertThat(found.getSupportCount()).isEqualTo(60);
      assertThat(found.getConfidence()).isBetween(0.8f, 1f);
      assertThat(found.getName()).startsWith("topic");
      assertThat(found.getPatternSummary()).endsWith("was spoken of");
      List<Event> members =
          found.getEventIdsList().stream().map(events::get).filter(e -> e != null).toList();
      assertThat(members).extracting(Event::getConsolidationId).containsOnly(found.getId());
      assertThat(members).extracting(Event::getSessionId).containsOnly(found.getSessionId());
      assertThat(members).extracting(Event::getContent).containsOnly(found.getPatternSummary());
    }
  }

  private static void assertMemoriesAreDerived(String token) {
    ListMemoriesRequest.Builder request =
        ListMemoriesRequest.newBuilder()
            .setProjectId(PLANTED)
            .setFilter(Filter.newBuilder().addMemoryTypes("consolidation"));
    request.getConsistencyBuilder().setWriteToken(token);
    List<Memory> memories = INGEST.memories().listMemories(request.build()).getMemoriesList();
    assertThat(memories).hasSize(20);
    assertThat(memories)
        .extracting(Memory::getId)
        .containsExactlyInAnyOrderElementsOf(
            consolidations(PLANTED, 100).stream().map(Consolidation::getMemoryId).toList());
    assertThat(
            memories
                .get(0)
                .getMetadata()
                .getFieldsOrThrow("consolidation")
                .getStructValue()
                .getFieldsOrThrow("support_count")
                .getNumberValue())
        .isEqualTo(60);
  }

  private static ConsolidateRequest.Builder request(long projectId) {
    return ConsolidateRequest.newBuilder().setProjectId(projectId);
  }

  private static List<ConsolidateResponse> consolidate(ConsolidateRequest.Builder request) {
    List<ConsolidateResponse> answers = new ArrayList<>();
    INGEST.consolidations().consolidate(request.build()).forEachRemaining(answers::add);
    return answers;
  }

  private static ConsolidateResponse last(List<ConsolidateResponse> answers) {
    return answers.get(answers.size() - 1);
  }

  private static List<Consolidation> consolidations(long projectId, int pageSize) {
    List<Consolidation> found = new ArrayList<>();
    ListConsolidationsRequest.Builder request =
        ListConsolidationsRequest.newBuilder()
            .setProjectId(projectId)
            .setPageSize(pageSize)
            .setIncludeCentroid(true);
    do {
      ListConsolidationsResponse page = INGEST.consolidations().listConsolidations(request.build());
      found.addAll(page.getConsolidationsList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return found;
  }
}
