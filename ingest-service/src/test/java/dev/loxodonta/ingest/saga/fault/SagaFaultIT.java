package dev.loxodonta.ingest.saga.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.Entities;
import dev.loxodonta.ingest.testing.IngestChild;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.testing.Stores;
import dev.loxodonta.ingest.v1.SagaState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The process that takes the steps is halted at every one of them, before the call and after it was
 * applied, forward and backward. The service that answers callers takes no steps itself.
 */
class SagaFaultIT {

  private static final long PROJECT = 811;

  /** What is written before a process is started that halts at the point. */
  private enum Write {
    CREATE,
    CHANGE,
    DELETE,
    DOOMED_CREATE,
    DOOMED_CHANGE
  }

  private record Kill(Write write, String point) {}

  private static final List<Kill> KILLS =
      List.of(
          new Kill(Write.CREATE, "neo4j:put:before:halt"),
          new Kill(Write.CHANGE, "neo4j:put:after:halt"),
          new Kill(Write.CREATE, "qdrant:put:before:halt"),
          new Kill(Write.CHANGE, "qdrant:put:after:halt"),
          new Kill(Write.CREATE, "redis:put:before:halt"),
          new Kill(Write.CHANGE, "redis:put:after:halt"),
          new Kill(Write.DELETE, "neo4j:remove:before:halt"),
          new Kill(Write.DELETE, "qdrant:remove:after:halt"),
          new Kill(Write.DOOMED_CREATE, "neo4j:remove:after:halt"),
          new Kill(Write.DOOMED_CHANGE, "qdrant:put:after:halt"));

  private static final Stores STORES = Stores.shared();
  private static final IngestProcess INGEST = new IngestProcess(settings(false));
  private final Entities entities = new Entities(INGEST.entities(), PROJECT);

  private static Map<String, Object> settings(boolean enabled) {
    Map<String, Object> settings = new HashMap<>(STORES.settings());
    settings.put("loxodonta.saga.enabled", Boolean.toString(enabled));
    return settings;
  }

  @AfterAll
  static void stop() {
    INGEST.close();
  }

  @Test
  void writes_endWithAllStoresAgreeingWhereverTheProcessIsKilled() throws Exception {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    long seed = System.nanoTime();
    System.out.println("SagaFaultIT seed " + seed);
    Random random = new Random(seed);
    List<Kill> kills = new ArrayList<>(KILLS);
    Collections.shuffle(kills, random);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(entities.upsert(Entities.person("", "Person " + i)).getEntity().getId());
    }
    File log = Files.createTempFile("saga-fault", ".log").toFile();
    for (Kill kill : kills) {
      write(kill.write(), ids, random);
      kill(kill, log);
    }
    try (IngestChild last = start("none:put:before:halt", log)) {
      await().atMost(Duration.ofSeconds(40)).until(entities::isQuiet);
    }
    assertAgreement();
  }

  private void write(Write write, List<String> ids, Random random) {
    String name = write.name().startsWith("DOOMED") ? "doomed " : "Person ";
    String fresh = name + random.nextInt(1_000_000);
    switch (write) {
      case CREATE -> ids.add(entities.upsert(Entities.person("", fresh)).getEntity().getId());
      case DOOMED_CREATE -> entities.upsert(Entities.person("", fresh));
      case CHANGE, DOOMED_CHANGE ->
          entities.upsert(Entities.person(ids.get(random.nextInt(ids.size())), fresh));
      case DELETE -> entities.delete(ids.remove(random.nextInt(ids.size())));
    }
  }

  private static void kill(Kill kill, File log) throws InterruptedException, IOException {
    try (IngestChild child = start(kill.point(), log)) {
      assertThat(child.awaitEnd(40))
          .as("%s did not halt%n%s", kill, Files.readString(log.toPath()))
          .isEqualTo(FaultyStore.HALTED);
    }
  }

  private static IngestChild start(String points, File log) {
    Map<String, Object> settings = settings(true);
    settings.put("loxodonta.router.address", INGEST.router().address());
    settings.put("loxodonta.postgres.username", OneShard.ROLE);
    settings.put("loxodonta.postgres.password", OneShard.ROLE);
    settings.put("micronaut.server.port", -1);
    settings.put("grpc.server.port", 0);
    settings.put("fault.points", points);
    return IngestChild.start(settings, log);
  }

  private void assertAgreement() {
    List<String> names =
        List.of(
            String.valueOf(
                    INGEST
                        .shard()
                        .value(
                            "SELECT string_agg(name, ',' ORDER BY name COLLATE \"C\") FROM entities"
                                + " WHERE project_id = "
                                + PROJECT))
                .split(","));
    assertThat(STORES.nodes(PROJECT)).containsExactlyElementsOf(names);
    assertThat(STORES.points(PROJECT)).containsExactlyElementsOf(names);
    assertThat(names).noneMatch(name -> name.startsWith("doomed"));
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM entity_id_mapping WHERE neo4j_uuid IS NOT NULL AND"
                        + " qdrant_point_id IS NOT NULL AND project_id = "
                        + PROJECT))
        .isEqualTo(Integer.toString(names.size()));
    assertThat(entities.sagas(SagaState.SAGA_STATE_COMPENSATED)).hasSize(2);
    assertThat(entities.differences()).isZero();
  }
}
