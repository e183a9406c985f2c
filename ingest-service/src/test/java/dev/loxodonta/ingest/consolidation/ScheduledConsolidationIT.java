package dev.loxodonta.ingest.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.PlantedEvents;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScheduledConsolidationIT {

  private static final long SCHEDULED = 941;
  private static final long CUT_OFF = 942;
  private static final Instant PAST = Instant.parse("2025-06-01T10:00:00Z");

  private static IngestProcess ingest;

  @BeforeAll
  static void start() {
    ingest =
        new IngestProcess(
            Map.of(
                "loxodonta.consolidation.scheduled",
                true,
                "loxodonta.consolidation.from-hour",
                0,
                "loxodonta.consolidation.to-hour",
                0,
                "loxodonta.consolidation.period",
                "200ms",
                "loxodonta.consolidation.pause",
                "1s",
                "loxodonta.consolidation.batch-events",
                50));
    ingest.shard().project(SCHEDULED, "callers-own", PlantedEvents.dimensions());
    ingest.shard().project(CUT_OFF, "callers-own", PlantedEvents.dimensions());
  }

  @AfterAll
  static void stop() {
    ingest.close();
  }

  @Test
  void events_areConsolidatedByThemselvesOnceTheirEpisodeHasEnded() {
    new PlantedEvents()
        .plant(6, 2, 12, PAST)
        .noise(9, PAST.plusSeconds(86_400))
        .record(ingest, SCHEDULED);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(count("consolidations", SCHEDULED)).isEqualTo(12));
    new PlantedEvents().plant(1, 1, 5, Instant.now()).record(ingest, SCHEDULED);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(isRunAfterTheLastEvent(SCHEDULED)).isTrue());
    assertThat(count("consolidations", SCHEDULED)).isEqualTo(12);
    assertThat(count("memories", SCHEDULED)).isEqualTo(12);
    assertThat(unexamined(SCHEDULED)).isEqualTo(5);
  }

  @Test
  void run_isGoneOnWithAfterItWasCutOff() {
    new PlantedEvents().plant(10, 2, 12, Instant.now()).record(ingest, CUT_OFF);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(StatusRuntimeException.class) // while the schedule holds the project
        .untilAsserted(ScheduledConsolidationIT::cancelAfterTheFirstBatch);
    assertThat(count("consolidations", CUT_OFF)).isPositive();
    List<ConsolidateResponse> answers = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(StatusRuntimeException.class)
        .until(
            () -> {
              answers.clear();
              consolidate().forEachRemaining(answers::add);
              return answers.get(answers.size() - 1).getFinished();
            });
    assertThat(count("consolidations", CUT_OFF)).isEqualTo(20);
    assertThat(count("memories", CUT_OFF)).isEqualTo(20);
    assertThat(
            ingest
                .shard()
                .value(
                    "SELECT count(*) FROM episodic_events WHERE consolidation_id IS NOT NULL AND"
                        + " project_id = "
                        + CUT_OFF))
        .isEqualTo("240");
  }

  private static void cancelAfterTheFirstBatch() {
    try (CancellableContext context = Context.current().withCancellation()) {
      context.run(
          () -> {
            Iterator<ConsolidateResponse> answers = consolidate();
            assertThat(answers.next().getEventsTotal()).isEqualTo(240);
            assertThat(answers.next().getConsolidationsCreated()).isPositive();
          });
    }
  }

  private static Iterator<ConsolidateResponse> consolidate() {
    return ingest
        .consolidations()
        .consolidate(ConsolidateRequest.newBuilder().setProjectId(CUT_OFF).build());
  }

  /** Whether a run ended after the youngest event had been recorded. */
  private static boolean isRunAfterTheLastEvent(long projectId) {
    return "t"
        .equals(
            ingest
                .shard()
                .value(
                    """
                    SELECT finished_at > (SELECT max(created_at) FROM episodic_events
                      WHERE project_id = %1$d)
                    FROM consolidation_leases WHERE project_id = %1$d
                    """
                        .formatted(projectId)));
  }

  private static long unexamined(long projectId) {
    return number(
        "SELECT count(*) FROM episodic_events WHERE examined_at IS NULL AND project_id = "
            + projectId);
  }

  private static long count(String table, long projectId) {
    return number("SELECT count(*) FROM %s WHERE project_id = %d".formatted(table, projectId));
  }

  private static long number(String sql) {
    return Long.parseLong(String.valueOf(ingest.shard().value(sql)));
  }
}
