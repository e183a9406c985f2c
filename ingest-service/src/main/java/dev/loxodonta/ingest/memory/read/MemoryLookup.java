package dev.loxodonta.ingest.memory.read;

import dev.loxodonta.ingest.memory.statement.SelectMemories;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.postgres.access.AccessCounter;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Memory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** GetMemories. Counts what it returns as accesses, behind the answer. Thread-safe. */
@Singleton
public final class MemoryLookup {

  private static final int MAX_IDS = 1_000;

  private final ProjectReader reader;
  private final AccessCounter accesses;

  MemoryLookup(ProjectReader reader, AccessCounter accesses) {
    this.reader = reader;
    this.accesses = accesses;
  }

  /** Reads memories by id; fails with what the contract names. */
  public Mono<GetMemoriesResponse> read(GetMemoriesRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    List<UUID> ids = ids(checks, request);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    Set<UUID> asked = new LinkedHashSet<>(ids);
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectMemories.run(session, location, asked, request.getIncludeEmbedding()))
        .doOnNext(found -> count(request.getProjectId(), found))
        .map(found -> answer(ids, found));
  }

  /** Returns the ids that are right. */
  private static List<UUID> ids(FieldChecks checks, GetMemoriesRequest request) {
    List<UUID> ids = new ArrayList<>(request.getIdsCount());
    if (checks.count("ids", request.getIdsCount(), 1, MAX_IDS)) {
      for (int i = 0; i < request.getIdsCount(); i++) {
        UUID id = checks.uuid("ids[" + i + "]", request.getIds(i));
        if (id != null) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private void count(long projectId, List<Memory> found) {
    accesses.record(projectId, found.stream().map(m -> UUID.fromString(m.getId())).toList());
  }

  private static GetMemoriesResponse answer(List<UUID> ids, List<Memory> found) {
    Map<String, Memory> byId =
        found.stream().collect(Collectors.toMap(Memory::getId, Function.identity()));
    GetMemoriesResponse.Builder response = GetMemoriesResponse.newBuilder();
    for (UUID id : ids) {
      Memory memory = byId.get(id.toString());
      if (memory == null) {
        response.addMissingIds(id.toString());
      } else {
        response.addMemories(memory);
      }
    }
    return response.build();
  }
}
