package dev.loxodonta.ingest.saga.reconcile;

import dev.loxodonta.ingest.entity.statement.EntityToCompare;
import dev.loxodonta.ingest.saga.participant.EntityContent;
import dev.loxodonta.ingest.saga.participant.ExternalIdColumn;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.ExternalIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells which entities a store does not hold as PostgreSQL does. Pure. */
final class Comparison {

  private Comparison() {}

  /**
   * What differs.
   *
   * @param missing entities that the store lacks
   * @param different entities that it has otherwise, or that the mapping does not know it has
   * @param pending how many were passed over
   */
  record Differences(List<UUID> missing, List<UUID> different, int pending) {

    List<UUID> ids() {
      List<UUID> ids = new ArrayList<>(missing);
      ids.addAll(different);
      return ids;
    }
  }

  /** Compares entities with what the store said about them. */
  static Differences compare(
      SagaParticipant participant, List<EntityToCompare> entities, List<HeldEntity> held) {
    Map<UUID, HeldEntity> byId =
        held.stream()
            .collect(Collectors.toMap(HeldEntity::entityId, Function.identity(), (a, b) -> a));
    List<UUID> missing = new ArrayList<>();
    List<UUID> different = new ArrayList<>();
    int pending = 0;
    for (EntityToCompare candidate : entities) {
      UUID id = UUID.fromString(candidate.entity().getId());
      HeldEntity there = byId.get(id);
      if (candidate.open()) {
        pending++;
      } else if (there == null) {
        add(!participant.isCache(), missing, id);
      } else {
        add(!isSame(participant, candidate.entity(), there), different, id);
      }
    }
    return new Differences(missing, different, pending);
  }

  private static void add(boolean condition, List<UUID> ids, UUID id) {
    if (condition) {
      ids.add(id);
    }
  }

  private static boolean isSame(SagaParticipant participant, Entity entity, HeldEntity held) {
    return held.content().equals(EntityContent.of(entity))
        && participant
            .externalIdColumn()
            .map(column -> !externalId(column, entity.getExternalIds()).isEmpty())
            .orElse(true);
  }

  private static String externalId(ExternalIdColumn column, ExternalIds ids) {
    return switch (column) {
      case NEO4J_UUID -> ids.getNeo4JUuid();
      case QDRANT_POINT_ID -> ids.getQdrantPointId();
    };
  }
}
