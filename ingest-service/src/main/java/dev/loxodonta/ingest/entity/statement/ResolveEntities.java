package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Entity;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Entities by name or by an id elsewhere. Index: {@code entities_name} or that of the id. */
public final class ResolveEntities {

  /** By what. */
  public sealed interface By {

    /**
     * By name.
     *
     * @param name the name
     * @param entityType the type; empty: any
     */
    record Name(String name, String entityType) implements By {}

    /**
     * By an id elsewhere.
     *
     * @param where the other store
     * @param id the id
     */
    record ExternalId(Where where, UUID id) implements By {}
  }

  /** The other stores that give ids; a closed set of columns. */
  public enum Where {
    /** A node's uuid. */
    NEO4J("m.neo4j_uuid"),
    /** A point's id. */
    QDRANT("m.qdrant_point_id"),
    /** Graphiti's id. */
    GRAPHITI("m.graphiti_uuid");

    private final String column;

    Where(String column) {
      this.column = column;
    }
  }

  private static final String BY_TYPE = "%1$s.entity_type, %1$s.id";

  private ResolveEntities() {}

  /** Returns the entities, by type. */
  public static Mono<Seen<List<Entity>>> run(
      NodeSession session, Location location, By by, int limit) {
    Parameters parameters = EntityReads.parameters(location);
    String condition =
        switch (by) {
          case By.Name name -> condition(parameters, name);
          case By.ExternalId id ->
              "m.project_id = $2 AND " + id.where().column + " = " + parameters.add(id.id());
        };
    String columns = EntityColumns.list(false, false);
    return EntityReads.run(session, location, parameters, columns, condition, BY_TYPE, limit);
  }

  private static String condition(Parameters parameters, By.Name name) {
    String condition = "e.name_key = loxo_entity_key(" + parameters.add(name.name()) + ")";
    return name.entityType().isEmpty()
        ? condition
        : condition + " AND e.entity_type = " + parameters.add(name.entityType());
  }
}
