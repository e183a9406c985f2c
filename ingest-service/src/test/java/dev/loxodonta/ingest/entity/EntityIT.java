package dev.loxodonta.ingest.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import dev.loxodonta.ingest.testing.Entities;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.GetEntityRequest;
import dev.loxodonta.ingest.v1.GetEntityResponse;
import dev.loxodonta.ingest.v1.ListEntitiesRequest;
import dev.loxodonta.ingest.v1.ListEntitiesResponse;
import dev.loxodonta.ingest.v1.ResolveEntityRequest;
import dev.loxodonta.ingest.v1.ResolveEntityRequest.EntityName;
import dev.loxodonta.ingest.v1.RetrySagaRequest;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.ExternalIds;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Entities in PostgreSQL alone: no store is configured. */
class EntityIT {

  private static final IngestProcess INGEST = IngestProcess.shared();
  private static final Entities OURS = new Entities(INGEST.entities(), 801);
  private static final Entities THEIRS = new Entities(INGEST.entities(), 802);

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(801, "callers-own", 3);
    INGEST.shard().project(802, "callers-own", 3);
    INGEST.shard().project(803, "all-minilm-l6-v2", 384);
  }

  @Test
  void entity_isReadAsItWasWritten() {
    Entity ada =
        Entities.person("", "Ada Lovelace").toBuilder()
            .setMetadata(Struct.newBuilder().putFields("born", Json.of(1815)))
            .setExternalIds(ExternalIds.newBuilder().setGraphitiUuid(UUID.randomUUID().toString()))
            .build();
    UpsertEntityResponse written = OURS.upsert(ada);
    assertThat(written.getCreated()).isTrue();
    assertThat(written.getSagaId()).isEmpty();
    GetEntityResponse read =
        INGEST
            .entities()
            .getEntity(
                GetEntityRequest.newBuilder()
                    .setProjectId(801)
                    .setEntityId(written.getEntity().getId())
                    .setIncludeEmbedding(true)
                    .build());
    assertThat(
            read.getEntity().toBuilder()
                .clearId()
                .clearCreatedAt()
                .clearUpdatedAt()
                .clearVersion()
                .clearEmbedding()
                .build())
        .isEqualTo(ada.toBuilder().clearEmbedding().build());
    assertThat(read.getEntity().getEmbeddingCount()).isEqualTo(3);
    assertThat(read.hasSaga()).isFalse();
  }

  @Test
  void name_findsTheEntityWhateverItsCaseAndBlanks() {
    String id = OURS.upsert(Entities.person("", "Grace  Hopper")).getEntity().getId();
    UpsertEntityResponse again = OURS.upsert(Entities.person("", " grace hopper"));
    assertThat(again.getCreated()).isFalse();
    assertThat(again.getEntity().getId()).isEqualTo(id);
    assertThat(again.getEntity().getVersion()).isEqualTo(2);
    assertThat(resolve("GRACE HOPPER", "person")).extracting(Entity::getId).containsExactly(id);
    assertThat(resolve("Grace Hopper", "")).extracting(Entity::getId).containsExactly(id);
    assertThat(resolve("Grace Hopper", "ship")).isEmpty();
  }

  @Test
  void writersOfOneNewName_makeOneEntity() throws Exception {
    List<Future<UpsertEntityResponse>> writes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 24; i++) {
        writes.add(threads.submit(() -> OURS.upsert(Entities.person("", "Edsger Dijkstra"))));
      }
    }
    List<Long> versions = new ArrayList<>();
    for (Future<UpsertEntityResponse> write : writes) {
      versions.add(write.get().getEntity().getVersion());
    }
    assertThat(versions).doesNotHaveDuplicates().contains(1L, 24L);
    assertThat(resolve("Edsger Dijkstra", "person")).hasSize(1);
  }

  @Test
  void graphitiUuid_findsTheEntityAndBelongsToOne() {
    String graphiti = UUID.randomUUID().toString();
    Entity alan =
        Entities.person("", "Alan Turing").toBuilder()
            .setExternalIds(ExternalIds.newBuilder().setGraphitiUuid(graphiti))
            .build();
    String id = OURS.upsert(alan).getEntity().getId();
    ResolveEntityRequest request =
        ResolveEntityRequest.newBuilder().setProjectId(801).setGraphitiUuid(graphiti).build();
    assertThat(INGEST.entities().resolveEntity(request).getEntitiesList())
        .extracting(Entity::getId)
        .containsExactly(id);
    assertThat(Failures.of(() -> OURS.upsert(alan.toBuilder().setName("Another").build())).reason())
        .isEqualTo("ENTITY_EXISTS");
  }

  @Test
  void request_isDoneOnceForItsId() {
    UpsertEntityRequest request =
        UpsertEntityRequest.newBuilder()
            .setProjectId(801)
            .setEntity(Entities.person("", "Barbara Liskov"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    Entity first = INGEST.entities().upsertEntity(request).getEntity();
    assertThat(INGEST.entities().upsertEntity(request).getEntity()).isEqualTo(first);
    assertThat(OURS.get(first.getId()).getEntity().getVersion()).isEqualTo(1);
    UpsertEntityRequest other =
        request.toBuilder().setEntity(Entities.person("", "Someone Else")).build();
    assertThat(Failures.of(() -> INGEST.entities().upsertEntity(other)).reason())
        .isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void expectedVersion_refusesWhenTheEntityIsAnother() {
    UpsertEntityRequest request =
        UpsertEntityRequest.newBuilder()
            .setProjectId(801)
            .setEntity(Entities.person("", "Donald Knuth"))
            .setExpectedVersion(0)
            .build();
    INGEST.entities().upsertEntity(request);
    Failures failure = Failures.of(() -> INGEST.entities().upsertEntity(request));
    assertThat(failure.reason()).isEqualTo("VERSION_MISMATCH");
    assertThat(failure.metadata("current_version")).isEqualTo("1");
    assertThat(
            INGEST
                .entities()
                .upsertEntity(request.toBuilder().setExpectedVersion(1).build())
                .getEntity()
                .getVersion())
        .isEqualTo(2);
  }

  @Test
  void memories_areLinkedWhenTheyAreThere() {
    String memory =
        INGEST
            .memories()
            .writeMemories(
                WriteMemoriesRequest.newBuilder()
                    .setProjectId(801)
                    .addMemories(Memories.of("Ken wrote Unix.", 1, 0, 0))
                    .build())
            .getMemories(0)
            .getId();
    UpsertEntityRequest request =
        UpsertEntityRequest.newBuilder()
            .setProjectId(801)
            .setEntity(Entities.person("", "Ken Thompson"))
            .addMemoryIds(memory)
            .build();
    String id = INGEST.entities().upsertEntity(request).getEntity().getId();
    GetEntityRequest get =
        GetEntityRequest.newBuilder()
            .setProjectId(801)
            .setEntityId(id)
            .setIncludeMemoryIds(true)
            .build();
    assertThat(INGEST.entities().getEntity(get).getMemoryIdsList()).containsExactly(memory);
    UpsertEntityRequest unknown =
        request.toBuilder().addMemoryIds(UUID.randomUUID().toString()).build();
    assertThat(Failures.of(() -> INGEST.entities().upsertEntity(unknown)).reason())
        .isEqualTo("MEMORY_NOT_FOUND");
    assertThat(OURS.get(id).getEntity().getVersion()).isEqualTo(1);
  }

  @Test
  void nameWithoutVector_isEmbeddedWhereTheModelRuns() {
    Entities embedded = new Entities(INGEST.entities(), 803);
    String id =
        embedded.upsert(Entity.newBuilder().setName("Elephant").build()).getEntity().getId();
    Entity read =
        INGEST
            .entities()
            .getEntity(
                GetEntityRequest.newBuilder()
                    .setProjectId(803)
                    .setEntityId(id)
                    .setIncludeEmbedding(true)
                    .build())
            .getEntity();
    assertThat(read.getEmbeddingCount()).isEqualTo(384);
    assertThat(read.getEntityType()).isEqualTo("thing");
    assertThat(read.getConfidence()).isEqualTo(1);
  }

  @Test
  void list_hasEveryEntityOnceInPages() {
    INGEST.shard().project(804, "callers-own", 3);
    Entities listed = new Entities(INGEST.entities(), 804);
    for (int i = 0; i < 7; i++) {
      listed.upsert(Entities.person("", "Person " + i));
    }
    listed.upsert(Entity.newBuilder().setName("Paris").setEntityType("place").build());
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListEntitiesResponse page =
          INGEST
              .entities()
              .listEntities(
                  ListEntitiesRequest.newBuilder()
                      .setProjectId(804)
                      .addEntityTypes("person")
                      .setPageSize(3)
                      .setPageToken(token)
                      .build());
      page.getEntitiesList().forEach(e -> names.add(e.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(names)
        .containsExactly(
            "Person 6", "Person 5", "Person 4", "Person 3", "Person 2", "Person 1", "Person 0");
  }

  @Test
  void entity_isGoneWhenItIsDeleted() {
    String id = OURS.upsert(Entities.person("", "Niklaus Wirth")).getEntity().getId();
    assertThat(OURS.delete(id).getDeleted()).isTrue();
    assertThat(OURS.delete(id).getDeleted()).isFalse();
    assertThat(Failures.of(() -> OURS.get(id)).reason()).isEqualTo("ENTITY_NOT_FOUND");
    assertThat(resolve("Niklaus Wirth", "person")).isEmpty();
  }

  @Test
  void projects_doNotSeeEachOthersEntities() {
    String id = OURS.upsert(Entities.person("", "Tony Hoare")).getEntity().getId();
    assertThat(Failures.of(() -> THEIRS.get(id)).reason()).isEqualTo("ENTITY_NOT_FOUND");
    assertThat(THEIRS.delete(id).getDeleted()).isFalse();
    assertThat(
            INGEST
                .entities()
                .resolveEntity(
                    ResolveEntityRequest.newBuilder()
                        .setProjectId(802)
                        .setName(EntityName.newBuilder().setName("Tony Hoare"))
                        .build())
                .getEntitiesList())
        .isEmpty();
    assertThat(THEIRS.upsert(Entities.person(id, "Tony Hoare")).getCreated()).isTrue();
    assertThat(OURS.get(id).getEntity().getVersion()).isEqualTo(1);
  }

  @Test
  void fields_areNamedWhenTheyAreWrong() {
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .entities()
                    .upsertEntity(
                        UpsertEntityRequest.newBuilder()
                            .setProjectId(801)
                            .setEntity(
                                Entity.newBuilder()
                                    .setId("7")
                                    .setName(" ")
                                    .setEntityType("x".repeat(65))
                                    .setConfidence(1.5f)
                                    .addEmbedding(1)
                                    .setExternalIds(ExternalIds.newBuilder().setGraphitiUuid("g")))
                            .addMemoryIds("m")
                            .setRequestId("r")
                            .setExpectedVersion(-1)
                            .build()));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields())
        .containsExactlyInAnyOrder(
            "entity.id",
            "entity.name",
            "entity.entity_type",
            "entity.confidence",
            "entity.embedding",
            "entity.external_ids.graphiti_uuid",
            "memory_ids[0]",
            "request_id",
            "expected_version");
    assertThat(
            Failures.of(
                    () ->
                        INGEST
                            .entities()
                            .upsertEntity(
                                UpsertEntityRequest.newBuilder().setProjectId(801).build()))
                .fields())
        .containsExactly("entity");
    assertThat(
            Failures.of(
                    () ->
                        INGEST
                            .entities()
                            .resolveEntity(
                                ResolveEntityRequest.newBuilder().setProjectId(801).build()))
                .fields())
        .containsExactly("by");
    assertThat(
            Failures.of(
                    () ->
                        INGEST
                            .entities()
                            .retrySaga(
                                RetrySagaRequest.newBuilder()
                                    .setProjectId(801)
                                    .setSagaId(UUID.randomUUID().toString())
                                    .build()))
                .reason())
        .isEqualTo("SAGA_NOT_FOUND");
  }

  private static List<Entity> resolve(String name, String type) {
    return INGEST
        .entities()
        .resolveEntity(
            ResolveEntityRequest.newBuilder()
                .setProjectId(801)
                .setName(EntityName.newBuilder().setName(name).setEntityType(type))
                .build())
        .getEntitiesList();
  }
}
