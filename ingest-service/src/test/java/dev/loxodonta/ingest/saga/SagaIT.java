package dev.loxodonta.ingest.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.Entities;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Stores;
import dev.loxodonta.ingest.v1.AbortSagaRequest;
import dev.loxodonta.ingest.v1.ReconcileRequest;
import dev.loxodonta.ingest.v1.ReconcileResponse;
import dev.loxodonta.ingest.v1.ResolveEntityRequest;
import dev.loxodonta.ingest.v1.RetrySagaRequest;
import dev.loxodonta.ingest.v1.Saga;
import dev.loxodonta.ingest.v1.SagaState;
import dev.loxodonta.ingest.v1.SagaStep;
import dev.loxodonta.ingest.v1.SagaStepState;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import dev.loxodonta.type.v1.Entity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sagas through gRPC, with a real Neo4j, a real Redis and a server of Qdrant's proto. The first
 * answer of each store is lost.
 */
class SagaIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Stores STORES = Stores.shared();
  private static final IngestProcess INGEST = new IngestProcess(settings());

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(STORES.settings());
    settings.put("fault.points", "neo4j:put:after:lose,qdrant:put:after:lose,redis:put:after:lose");
    return settings;
  }

  @BeforeAll
  static void makeProjects() {
    for (long project = 820; project < 832; project++) {
      INGEST.shard().project(project, "callers-own", 3);
    }
    INGEST.shard().secondSpace(822, "callers-other", 1, null);
  }

  @AfterAll
  static void stop() {
    INGEST.close();
  }

  @Test
  void entity_comesToEveryStoreAlsoWhenAnswersAreLost() {
    Entities entities = of(820);
    UpsertEntityResponse written = entities.upsert(Entities.person("", "Ada Lovelace"));
    String id = written.getEntity().getId();
    assertThat(entities.get(id).getEntity().getName()).isEqualTo("Ada Lovelace");
    quiet(entities);
    Saga saga = entities.get(id).getSaga();
    assertThat(saga.getId()).isEqualTo(written.getSagaId());
    assertThat(saga.getState()).isEqualTo(SagaState.SAGA_STATE_DONE);
    assertThat(saga.getStepsList())
        .extracting(SagaStep::getParticipant)
        .containsExactly("postgresql", "neo4j", "qdrant", "redis");
    assertThat(saga.getStepsList())
        .extracting(SagaStep::getState)
        .containsOnly(SagaStepState.SAGA_STEP_STATE_DONE);
    assertThat(STORES.nodes(820)).containsExactly("Ada Lovelace");
    assertThat(STORES.points(820)).containsExactly("Ada Lovelace");
    assertThat(STORES.key(820, id)).contains("\"name\":\"Ada Lovelace\"");
    Entity mapped = entities.get(id).getEntity();
    assertThat(
            INGEST
                .entities()
                .resolveEntity(
                    ResolveEntityRequest.newBuilder()
                        .setProjectId(820)
                        .setNeo4JUuid(mapped.getExternalIds().getNeo4JUuid())
                        .build())
                .getEntitiesList())
        .extracting(Entity::getId)
        .containsExactly(id);
    assertThat(entities.differences()).isZero();
  }

  @Test
  void deletedEntity_goesFromEveryStore() {
    Entities entities = of(821);
    String id = entities.upsert(Entities.person("", "Short Lived")).getEntity().getId();
    assertThat(entities.delete(id).getSagaId()).isNotEmpty();
    assertThat(Failures.of(() -> entities.get(id)).reason()).isEqualTo("ENTITY_NOT_FOUND");
    quiet(entities);
    assertThat(STORES.nodes(821)).isEmpty();
    assertThat(STORES.points(821)).isEmpty();
    assertThat(STORES.keys(821)).isZero();
    String again = entities.upsert(Entities.person(id, "Back Again")).getEntity().getId();
    quiet(entities);
    assertThat(entities.get(again).getEntity().getVersion()).isEqualTo(3);
    assertThat(STORES.nodes(821)).containsExactly("Back Again");
    assertThat(entities.differences()).isZero();
  }

  @Test
  void refusedWrite_isTakenBackEverywhere() {
    Entities entities = of(822);
    String fresh =
        entities.upsert(Entities.person("", "doomed from the start")).getEntity().getId();
    Entity good = Entities.person("", "Good Name").toBuilder().addSecondEmbedding(7).build();
    String id = entities.upsert(good).getEntity().getId();
    quiet(entities);
    entities.upsert(Entities.person(id, "doomed name"));
    quiet(entities);
    assertThat(Failures.of(() -> entities.get(fresh)).reason()).isEqualTo("ENTITY_NOT_FOUND");
    Entity restored = entities.get(id).getEntity();
    assertThat(restored.getName()).isEqualTo("Good Name");
    assertThat(restored.getVersion()).isEqualTo(3);
    assertThat(
            INGEST.shard().value("SELECT second_embedding FROM entities WHERE id = '" + id + "'"))
        .isEqualTo("[7]");
    assertThat(restored.getExternalIds().getNeo4JUuid()).isNotEmpty();
    assertThat(entities.sagas(SagaState.SAGA_STATE_COMPENSATED)).hasSize(2);
    assertThat(STORES.nodes(822)).containsExactly("Good Name");
    assertThat(STORES.points(822)).containsExactly("Good Name");
    assertThat(entities.differences()).isZero();
  }

  @Test
  void writesOfAnEntity_comeInTheOrderOfTheirVersions() {
    Entities entities = of(823);
    String id = entities.upsert(Entities.person("", "Version 1")).getEntity().getId();
    for (int version = 2; version <= 30; version++) {
      entities.upsert(Entities.person(id, "Version " + version));
    }
    quiet(entities);
    assertThat(STORES.nodes(823)).containsExactly("Version 30");
    assertThat(STORES.points(823)).containsExactly("Version 30");
    assertThat(STORES.key(823, id)).contains("Version 30");
    assertThat(entities.sagas(SagaState.SAGA_STATE_DONE)).hasSize(30);
    assertThat(entities.differences()).isZero();
  }

  @Test
  void storeThatIsAway_isWaitedForAndSlowsNoRead() {
    Entities entities = of(824);
    String warm = entities.upsert(Entities.person("", "Warm")).getEntity().getId();
    quiet(entities);
    double before = millisPerRead(entities, warm);
    STORES.qdrant().stop();
    String id = entities.upsert(Entities.person("", "Waiting")).getEntity().getId();
    assertThat(entities.get(id).getEntity().getName()).isEqualTo("Waiting");
    entities.upsert(Entities.person(id, "Still Waiting"));
    List<Saga> waiting =
        await()
            .atMost(PATIENCE)
            .until(() -> entities.sagas(SagaState.SAGA_STATE_WAITING), sagas -> !sagas.isEmpty());
    double during = millisPerRead(entities, id);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(gauge("loxodonta.saga.lag", "qdrant")).isPositive());
    assertThat(entities.get(id).getEntity().getExternalIds().getQdrantPointId()).isEmpty();
    STORES.qdrant().restart();
    quiet(entities);
    System.out.printf(
        "reads %.2f ms, %.2f ms while Qdrant was away; it said: %s%n",
        before, during, waiting.get(0).getLastError());
    assertThat(waiting.get(0).getLastError()).isNotEmpty();
    assertThat(during).isLessThan(before * 5 + 20);
    assertThat(STORES.points(824)).containsExactly("Still Waiting", "Warm");
    assertThat(entities.differences()).isZero();
  }

  @Test
  void deadLetter_isListedRetriedAndAborted() {
    Entities entities = of(825);
    UpsertEntityResponse written = entities.upsert(Entities.person("", "stuck here"));
    await().atMost(PATIENCE).until(() -> !entities.sagas(SagaState.SAGA_STATE_DEAD).isEmpty());
    Saga dead = entities.sagas(SagaState.SAGA_STATE_DEAD).get(0);
    assertThat(dead.getId()).isEqualTo(written.getSagaId());
    assertThat(dead.getLastError()).isEqualTo("no answer");
    assertThat(dead.getSteps(2).getAttempts()).isEqualTo(12);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(gauge("loxodonta.saga.dead", "qdrant")).isEqualTo(1));
    assertThat(Failures.of(() -> retry(826, dead.getId())).reason()).isEqualTo("SAGA_NOT_FOUND");
    assertThat(retry(825, dead.getId()).getAttempt()).isLessThan(12);
    await()
        .atMost(PATIENCE)
        .until(() -> requireSaga(entities, dead).getSteps(2).getAttempts() > 12);
    abort(825, dead.getId());
    quiet(entities);
    assertThat(requireSaga(entities, dead).getState()).isEqualTo(SagaState.SAGA_STATE_COMPENSATED);
    assertThat(Failures.of(() -> entities.get(written.getEntity().getId())).reason())
        .isEqualTo("ENTITY_NOT_FOUND");
    assertThat(STORES.nodes(825)).isEmpty();
    assertThat(Failures.of(() -> abort(825, dead.getId())).reason()).isEqualTo("SAGA_ENDED");
    assertThat(entities.differences()).isZero();
  }

  @Test
  void differences_areFoundAndRepaired() {
    Entities entities = of(827);
    for (int i = 0; i < 30; i++) {
      entities.upsert(Entities.person("", "Person " + i));
    }
    quiet(entities);
    assertThat(entities.differences()).isZero();
    STORES.qdrant().tamper("Person 7", "Somebody");
    STORES.cypher("MATCH (e:Entity {project_id: $project, name: 'Person 3'}) DETACH DELETE e", 827);
    STORES.cypher("MATCH (e:Entity {project_id: $project, name: 'Person 4'}) DETACH DELETE e", 827);
    STORES.cypher(
        "CREATE (:Entity {project_id: $project, uuid: randomUUID(), entity_id: '%s', name: 'x'})"
            .formatted(UUID.randomUUID()),
        827);
    List<ReconcileResponse> found = entities.reconcile(true);
    assertThat(of(found, "neo4j").getMissing()).isEqualTo(2);
    assertThat(of(found, "neo4j").getRepaired()).isEqualTo(2);
    assertThat(of(found, "qdrant").getDifferent()).isEqualTo(1);
    assertThat(of(found, "redis").getPercent()).isEqualTo(100);
    assertThat(STORES.points(827)).contains("Person 7").doesNotContain("Somebody");
    assertThat(STORES.nodes(827)).contains("Person 3", "Person 4");
  }

  @Test
  void lostStore_isRebuiltFromPostgresql() {
    Entities entities = of(828);
    for (int i = 0; i < 60; i++) {
      entities.upsert(Entities.person("", "Person " + i));
    }
    quiet(entities);
    STORES.cypher("MATCH (e:Entity {project_id: $project}) DETACH DELETE e", 828);
    ReconcileResponse rebuilt = of(entities.reconcile(true), "neo4j");
    assertThat(rebuilt.getMissing()).isEqualTo(60);
    assertThat(rebuilt.getRepaired()).isEqualTo(60);
    assertThat(STORES.nodes(828)).hasSize(60);
    assertThat(entities.differences()).isZero();
  }

  @Test
  void reconcile_namesTheStoreThatIsNotConfigured() {
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .entities()
                    .reconcile(
                        ReconcileRequest.newBuilder()
                            .setProjectId(820)
                            .addParticipants("mongodb")
                            .build())
                    .next());
    assertThat(failure.fields()).containsExactly("participants[0]");
  }

  private static void quiet(Entities entities) {
    await().atMost(PATIENCE).until(entities::isQuiet);
  }

  private static Entities of(long projectId) {
    return new Entities(INGEST.entities(), projectId);
  }

  private static ReconcileResponse of(List<ReconcileResponse> figures, String participant) {
    return figures.stream()
        .filter(r -> r.getParticipant().equals(participant))
        .findFirst()
        .orElseThrow();
  }

  private static Saga requireSaga(Entities entities, Saga saga) {
    return entities.sagas().stream()
        .filter(s -> s.getId().equals(saga.getId()))
        .findFirst()
        .orElseThrow();
  }

  private static Saga retry(long projectId, String id) {
    return INGEST
        .entities()
        .retrySaga(RetrySagaRequest.newBuilder().setProjectId(projectId).setSagaId(id).build())
        .getSaga();
  }

  private static Saga abort(long projectId, String id) {
    return INGEST
        .entities()
        .abortSaga(AbortSagaRequest.newBuilder().setProjectId(projectId).setSagaId(id).build())
        .getSaga();
  }

  private static double millisPerRead(Entities entities, String id) {
    List<Integer> rounds = List.of(20, 100);
    long begin = 0;
    for (int round : rounds) {
      begin = System.nanoTime();
      for (int i = 0; i < round; i++) {
        entities.get(id);
      }
    }
    return (System.nanoTime() - begin) / 1e6 / rounds.get(1);
  }

  private static double gauge(String name, String participant) {
    Gauge gauge =
        INGEST
            .service()
            .context()
            .getBean(MeterRegistry.class)
            .find(name)
            .tag("participant", participant)
            .gauge();
    return gauge == null ? 0 : gauge.value();
  }
}
