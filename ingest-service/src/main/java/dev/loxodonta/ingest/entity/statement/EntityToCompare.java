package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.type.v1.Entity;

/**
 * An entity that is to be compared with what a store holds.
 *
 * @param entity the entity with its embedding
 * @param open whether a saga of it has not ended
 */
public record EntityToCompare(Entity entity, boolean open) {}
