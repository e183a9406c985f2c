package dev.loxodonta.ingest.saga.participant;

import java.util.UUID;

/**
 * What a store holds of an entity.
 *
 * @param entityId the entity
 * @param revision its revision
 * @param content what is said about it
 */
public record HeldEntity(UUID entityId, long revision, EntityContent content) {}
