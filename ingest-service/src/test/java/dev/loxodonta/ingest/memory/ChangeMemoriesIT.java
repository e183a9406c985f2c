package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryIds;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChangeMemoriesIT {

  private static final long PROJECT = 401;
  private static final long BUILT_IN_MODEL = 402;
  private static final long DELETES = 403;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
    INGEST.shard().project(DELETES, "callers-own", 3);
  }

  @Test
  void update_changesTheFieldsOfTheMaskOnly() {
    String id = write(PROJECT, Memories.of("before", 1, 2, 3).toBuilder().setSessionId("s"));
    Memory updated =
        INGEST
            .memories()
            .updateMemory(
                update(id, "importance", "memory_type", "session_id")
                    .setMemory(
                        Memory.newBuilder().setId(id).setImportance(0.9f).setMemoryType("event"))
                    .build())
            .getMemory();
    assertThat(updated.getContent()).isEqualTo("before");
    assertThat(updated.getImportance()).isEqualTo(0.9f);
    assertThat(updated.getMemoryType()).isEqualTo("event");
    assertThat(updated.getSessionId()).isEmpty();
    assertThat(updated.getVersion()).isEqualTo(2);
  }

  @Test
  void content_isEmbeddedAnewWhenItChanges() {
    String id = write(BUILT_IN_MODEL, Memories.of("a cup of tea").toBuilder());
    List<Float> before = embedding(BUILT_IN_MODEL, id);
    INGEST
        .memories()
        .updateMemory(
            update(id, "content")
                .setProjectId(BUILT_IN_MODEL)
                .setMemory(Memory.newBuilder().setId(id).setContent("an angry elephant"))
                .build());
    assertThat(embedding(BUILT_IN_MODEL, id)).hasSize(384).isNotEqualTo(before);
  }

  @Test
  void update_isRefusedWhenTheVersionIsAnother() {
    String id = write(PROJECT, Memories.of("x", 1, 2, 3).toBuilder());
    UpdateMemoryRequest request = update(id, "importance").setExpectedVersion(1).build();
    INGEST.memories().updateMemory(request);
    Failures failure = Failures.of(() -> INGEST.memories().updateMemory(request));
    assertThat(failure.reason()).isEqualTo("VERSION_MISMATCH");
    assertThat(failure.metadata("current_version")).isEqualTo("2");
  }

  @Test
  void update_isRefusedWhenTheMemoryIsNotThere() {
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .memories()
                    .updateMemory(update(UUID.randomUUID().toString(), "importance").build()));
    assertThat(failure.reason()).isEqualTo("MEMORY_NOT_FOUND");
  }

  @Test
  void validTo_isNamedWhenItIsNotAfterTheStoredValidFrom() {
    Timestamp time = Timestamp.newBuilder().setSeconds(1_000).build();
    String id = write(PROJECT, Memories.of("x", 1, 2, 3).toBuilder().setValidFrom(time));
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .memories()
                    .updateMemory(
                        update(id, "valid_to")
                            .setMemory(Memory.newBuilder().setId(id).setValidTo(time))
                            .build()));
    assertThat(failure.fields()).containsExactly("memory.valid_to");
  }

  @Test
  void delete_countsWhatIsGone() {
    String id = write(DELETES, Memories.of("x", 1, 2, 3).toBuilder());
    DeleteMemoriesRequest request =
        DeleteMemoriesRequest.newBuilder()
            .setProjectId(DELETES)
            .setIds(MemoryIds.newBuilder().addIds(id).addIds(UUID.randomUUID().toString()))
            .build();
    assertThat(INGEST.memories().deleteMemories(request).getDeleted()).isEqualTo(1);
    assertThat(INGEST.memories().deleteMemories(request).getDeleted()).isZero();
    assertThat(read(DELETES, id).getMissingIdsList()).containsExactly(id);
  }

  @Test
  void delete_takesAllThatTheFilterKeepsTheExpiredOnesToo() {
    Timestamp past = Timestamp.newBuilder().setSeconds(1_000).build();
    write(DELETES, Memories.of("a", 1, 2, 3).toBuilder().setSessionId("go").setExpiresAt(past));
    write(DELETES, Memories.of("b", 1, 2, 3).toBuilder().setSessionId("go"));
    String kept = write(DELETES, Memories.of("c", 1, 2, 3).toBuilder().setSessionId("stay"));
    DeleteMemoriesRequest request =
        DeleteMemoriesRequest.newBuilder()
            .setProjectId(DELETES)
            .setFilter(Filter.newBuilder().addSessionIds("go"))
            .build();
    assertThat(INGEST.memories().deleteMemories(request).getDeleted()).isEqualTo(2);
    assertThat(read(DELETES, kept).getMemoriesCount()).isEqualTo(1);
  }

  @Test
  void delete_takesTheLinksToEntitiesWithIt() {
    String gone = write(DELETES, Memories.of("d", 1, 2, 3).toBuilder().setSessionId("linked"));
    String byId = write(DELETES, Memories.of("e", 1, 2, 3).toBuilder());
    String kept = write(DELETES, Memories.of("f", 1, 2, 3).toBuilder());
    INGEST
        .shard()
        .value(
            "INSERT INTO entities (project_id, id, entity_type, name) VALUES (%d, '%s', 't', 'n')"
                .formatted(DELETES, kept));
    INGEST
        .shard()
        .value(
            "INSERT INTO memory_entities (project_id, memory_id, entity_id) SELECT %d, m::uuid, '%s' FROM unnest(ARRAY['%s', '%s', '%s']) m"
                .formatted(DELETES, kept, gone, byId, kept));
    DeleteMemoriesRequest.Builder request =
        DeleteMemoriesRequest.newBuilder().setProjectId(DELETES);
    INGEST
        .memories()
        .deleteMemories(
            request.clone().setFilter(Filter.newBuilder().addSessionIds("linked")).build());
    INGEST.memories().deleteMemories(request.setIds(MemoryIds.newBuilder().addIds(byId)).build());
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT string_agg(memory_id::text, ',') FROM memory_entities WHERE entity_id ="
                        + " '"
                        + kept
                        + "'"))
        .isEqualTo(kept);
  }

  private static String write(long projectId, Memory.Builder memory) {
    return INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder().setProjectId(projectId).addMemories(memory).build())
        .getMemories(0)
        .getId();
  }

  private static GetMemoriesResponse read(long projectId, String id) {
    return INGEST
        .memories()
        .getMemories(
            GetMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addIds(id)
                .setIncludeEmbedding(true)
                .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))
                .build());
  }

  private static List<Float> embedding(long projectId, String id) {
    return read(projectId, id).getMemories(0).getEmbeddingList();
  }

  private static UpdateMemoryRequest.Builder update(String id, String... paths) {
    return UpdateMemoryRequest.newBuilder()
        .setProjectId(PROJECT)
        .setMemory(Memory.newBuilder().setId(id).setImportance(0.1f))
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)));
  }
}
