package dev.loxodonta.ingest.entity.draft;

import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.draft.VectorChecks;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.second.SecondChecks;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Entity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks an UpsertEntity and plans it. Pure. */
public final class UpsertPlanner {

  private static final String DEFAULT_TYPE = "thing";
  private static final int MAX_NAME_CHARACTERS = 512;
  private static final int MAX_TYPE_CHARACTERS = 64;
  private static final int MAX_MEMORIES = 1_000;

  private UpsertPlanner() {}

  /**
   * Returns the plan; after a violation was noted it must not be run.
   *
   * @param space the project's space; null when the project is not known, then the vector is not
   *     looked at
   * @param second the project's second space; null when it has none or is not known
   */
  public static UpsertPlan plan(
      FieldChecks checks,
      UpsertEntityRequest request,
      @Nullable Space space,
      @Nullable SecondSpace second) {
    checks.projectId("project_id", request.getProjectId());
    checks.required("entity", request.hasEntity());
    UUID requestId = checks.uuidOrEmpty("request_id", request.getRequestId());
    if (request.hasExpectedVersion()) {
      checks.range("expected_version", request.getExpectedVersion(), 0, Long.MAX_VALUE);
    }
    EntityDraft entity =
        request.hasEntity()
            ? entity(checks.under("entity"), request.getEntity(), space, second)
            : new EntityDraft(null, "", DEFAULT_TYPE, 1, "{}", null, null, null);
    return new UpsertPlan(
        entity,
        memoryIds(checks, request.getMemoryIdsList()),
        requestId == null ? null : new RequestKey(requestId, Fingerprints.of(request)),
        request.hasExpectedVersion() ? request.getExpectedVersion() : null);
  }

  /** Checks a name; the field is {@code name}. */
  public static void name(FieldChecks checks, String name) {
    if (checks.required("name", name) && checks.length("name", name, 1, MAX_NAME_CHARACTERS)) {
      MemoryChecks.noNul(checks, "name", name);
    }
  }

  /** Checks a type, which may be empty; the field is {@code entity_type}. */
  public static void type(FieldChecks checks, String type) {
    if (checks.length("entity_type", type, 0, MAX_TYPE_CHARACTERS)) {
      MemoryChecks.noNul(checks, "entity_type", type);
    }
  }

  private static EntityDraft entity(
      FieldChecks checks, Entity entity, @Nullable Space space, @Nullable SecondSpace second) {
    name(checks, entity.getName());
    type(checks, entity.getEntityType());
    if (entity.hasConfidence()) {
      checks.range("confidence", entity.getConfidence(), 0.0, 1.0);
    }
    return new EntityDraft(
        checks.uuidOrEmpty("id", entity.getId()),
        entity.getName(),
        entity.getEntityType().isEmpty() ? DEFAULT_TYPE : entity.getEntityType(),
        entity.hasConfidence() ? entity.getConfidence() : 1,
        MemoryChecks.metadata(checks, entity.getMetadata()),
        embedding(checks, entity, space),
        SecondChecks.given(checks, entity.getSecondEmbeddingList(), second),
        checks
            .under("external_ids")
            .uuidOrEmpty("graphiti_uuid", entity.getExternalIds().getGraphitiUuid()));
  }

  private static @Nullable Halfvec embedding(
      FieldChecks checks, Entity entity, @Nullable Space space) {
    return space == null || entity.getEmbeddingCount() == 0
        ? null
        : VectorChecks.vector(checks, "embedding", entity.getEmbeddingList(), space);
  }

  private static Set<UUID> memoryIds(FieldChecks checks, List<String> texts) {
    Set<UUID> ids = new LinkedHashSet<>();
    if (checks.count("memory_ids", texts.size(), 0, MAX_MEMORIES)) {
      for (int i = 0; i < texts.size(); i++) {
        UUID id = checks.uuid("memory_ids[" + i + "]", texts.get(i));
        if (id != null) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
