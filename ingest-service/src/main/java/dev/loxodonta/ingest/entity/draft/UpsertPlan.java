package dev.loxodonta.ingest.entity.draft;

import dev.loxodonta.ingest.memory.statement.RequestKey;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A checked UpsertEntity.
 *
 * @param entity what is said about the entity
 * @param memoryIds memories to link to it
 * @param key what makes it idempotent; null: nothing does
 * @param expectedVersion the version that the entity must have, 0: it must not be there; null: any
 */
public record UpsertPlan(
    EntityDraft entity,
    Set<UUID> memoryIds,
    @Nullable RequestKey key,
    @Nullable Long expectedVersion) {

  UpsertPlan withEntity(EntityDraft changed) {
    return new UpsertPlan(changed, memoryIds, key, expectedVersion);
  }
}
