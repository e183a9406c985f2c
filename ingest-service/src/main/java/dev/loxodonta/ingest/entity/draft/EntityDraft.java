package dev.loxodonta.ingest.entity.draft;

import dev.loxodonta.ingest.second.SecondVector;
import dev.loxodonta.postgres.Halfvec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said about an entity, checked.
 *
 * @param id its id; null: that of the entity of this type and name, or a new one
 * @param name its name, 1 to 512 characters
 * @param entityType its type, 1 to 64 characters
 * @param confidence its confidence, 0 to 1
 * @param metadata its free fields as JSON text
 * @param embedding its vector; null: none, or not made yet
 * @param second its second vector; null: none, or not made yet
 * @param graphitiUuid its id in Graphiti; null: as it was
 */
public record EntityDraft(
    @Nullable UUID id,
    String name,
    String entityType,
    float confidence,
    String metadata,
    @Nullable Halfvec embedding,
    @Nullable SecondVector second,
    @Nullable UUID graphitiUuid) {

  EntityDraft withEmbedding(Halfvec vector) {
    return new EntityDraft(
        id, name, entityType, confidence, metadata, vector, second, graphitiUuid);
  }

  EntityDraft withSecond(SecondVector vector) {
    return new EntityDraft(
        id, name, entityType, confidence, metadata, embedding, vector, graphitiUuid);
  }
}
