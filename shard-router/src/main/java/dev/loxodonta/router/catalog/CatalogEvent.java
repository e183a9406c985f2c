package dev.loxodonta.router.catalog;

import java.util.UUID;

/** Something that changed in the catalog, by this router or by another one. */
public sealed interface CatalogEvent {

  /** Placement, membership or roles changed. */
  record MapChanged() implements CatalogEvent {}

  /** Health or figures of nodes changed. */
  record HealthChanged() implements CatalogEvent {}

  /**
   * A project changed or went.
   *
   * @param projectId the project
   */
  record ProjectChanged(long projectId) implements CatalogEvent {}

  /**
   * An operation was made or moved.
   *
   * @param operationId the operation
   */
  record OperationChanged(UUID operationId) implements CatalogEvent {}

  /** Notifications may have been missed: everything is to be looked at again. */
  record Reconnected() implements CatalogEvent {}

  /** Returns the text that travels in the notification. */
  default String payload() {
    return switch (this) {
      case MapChanged e -> "map";
      case HealthChanged e -> "health";
      case ProjectChanged e -> "project:" + e.projectId();
      case OperationChanged e -> "operation:" + e.operationId();
      case Reconnected e -> "all";
    };
  }

  /** Returns the event of a text; an unknown text means that anything may have changed. */
  static CatalogEvent parse(String payload) {
    int colon = payload.indexOf(':');
    String subject = payload.substring(colon + 1);
    return switch (colon < 0 ? payload : payload.substring(0, colon)) {
      case "map" -> new MapChanged();
      case "health" -> new HealthChanged();
      case "project" -> new ProjectChanged(Long.parseLong(subject));
      case "operation" -> new OperationChanged(UUID.fromString(subject));
      default -> new Reconnected();
    };
  }
}
