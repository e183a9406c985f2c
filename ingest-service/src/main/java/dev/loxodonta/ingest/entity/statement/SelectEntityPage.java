package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Entity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A page of a project's entities, newest first. Index: {@code entities_created}. */
public final class SelectEntityPage {

  private static final String NEWEST_FIRST = "%1$s.created_at DESC, %1$s.id DESC";

  private SelectEntityPage() {}

  /**
   * Returns the page.
   *
   * @param types only of these types; empty: all
   * @param after the place behind which it starts; null: the beginning
   * @param second whether their second vectors are wanted
   */
  public static Mono<Seen<List<Entity>>> run(
      NodeSession session,
      Location location,
      List<String> types,
      @Nullable TimePosition after,
      int limit,
      boolean second) {
    Parameters parameters = EntityReads.parameters(location);
    String condition = "true";
    if (!types.isEmpty()) {
      condition = "e.entity_type = ANY(" + parameters.add(types.toArray(String[]::new)) + ")";
    }
    if (after != null) {
      condition +=
          " AND (e.created_at, e.id) < (%s::timestamptz, %s::uuid)"
              .formatted(parameters.add(after.time()), parameters.add(after.id()));
    }
    String columns = EntityColumns.list(false, second);
    return EntityReads.run(session, location, parameters, columns, condition, NEWEST_FIRST, limit);
  }
}
