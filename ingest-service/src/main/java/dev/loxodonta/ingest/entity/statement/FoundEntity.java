package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.type.v1.Entity;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An entity with what belongs to it.
 *
 * @param entity the entity
 * @param saga the saga of its last write; absent: there was none or it was purged
 * @param memoryIds memories that speak of it; empty unless asked for
 */
public record FoundEntity(Entity entity, Optional<StoredSaga> saga, List<UUID> memoryIds) {}
