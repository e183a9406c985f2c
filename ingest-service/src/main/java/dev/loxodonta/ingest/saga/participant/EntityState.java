package dev.loxodonta.ingest.saga.participant;

import dev.loxodonta.type.v1.Entity;
import java.util.List;
import java.util.UUID;

/**
 * What a store is to hold of an entity.
 *
 * @param key the entity
 * @param revision rises with every change and every change that is taken back
 * @param content what is said about it
 * @param embedding its vector; empty: none
 */
public record EntityState(
    EntityKey key, long revision, EntityContent content, List<Float> embedding) {

  /**
   * Returns the state of an entity that has its embedding. One of another size than the project's
   * is left out: it was written before the project got another model, and no store would take it.
   */
  public static EntityState of(Tenant tenant, Entity entity, long revision) {
    Entity fitting =
        entity.getEmbeddingCount() == tenant.dimensions()
            ? entity
            : entity.toBuilder().clearEmbedding().build();
    return new EntityState(
        new EntityKey(tenant, UUID.fromString(entity.getId())),
        revision,
        EntityContent.of(fitting),
        fitting.getEmbeddingList());
  }
}
