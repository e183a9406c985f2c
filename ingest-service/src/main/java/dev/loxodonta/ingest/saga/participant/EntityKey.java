package dev.loxodonta.ingest.saga.participant;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/**
 * An entity among those of all projects. Ids are unique in a project only, since callers may choose
 * them.
 *
 * @param tenant its project
 * @param entityId its id
 */
public record EntityKey(Tenant tenant, UUID entityId) {

  /** Returns what it is called in stores that hold all projects: always the same, name-based. */
  public UUID externalId() {
    String name = "loxodonta:" + tenant.projectId() + ":" + entityId;
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
  }
}
