package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A page of a project's visible memories, in order. By time the index {@code memories_created} is
 * walked; by importance all that the filter keeps is sorted.
 */
public final class SelectMemoryPage {

  /** The orders of a list; each ends with the id, so that no two memories are equal. */
  public enum Order {
    /** Newest first. */
    NEWEST("created_at DESC, id DESC", "(created_at, id) < (%2$s, %3$s)"),
    /** Oldest first. */
    OLDEST("created_at, id", "(created_at, id) > (%2$s, %3$s)"),
    /** Most important first, then newest. */
    IMPORTANCE(
        "importance DESC, created_at DESC, id DESC",
        "(importance, created_at, id) < (%1$s, %2$s, %3$s)");

    private final String columns;
    private final String after;

    Order(String columns, String after) {
      this.columns = columns;
      this.after = after;
    }

    private String after(MemoryPosition position, Parameters parameters) {
      String importance =
          this == IMPORTANCE ? parameters.add(position.importance()) + "::real" : "";
      return after.formatted(
          importance,
          parameters.add(position.createdAt()) + "::timestamptz",
          parameters.add(position.id()) + "::uuid");
    }
  }

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, m.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM memories
        WHERE slot = %3$d AND project_id = $2 AND %4$s
        ORDER BY %5$s LIMIT %6$s
      ) m ON true
      ORDER BY %5$s
      """;

  private SelectMemoryPage() {}

  /**
   * Returns the page.
   *
   * @param after the place behind which it starts; null: the beginning
   * @param limit memories at most
   */
  public static Mono<MemoriesRead> run(
      NodeSession session,
      Location location,
      CompiledFilter filter,
      Order order,
      @Nullable MemoryPosition after,
      int limit,
      boolean embedding) {
    int slot = location.slot().slot();
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = filter.visible(parameters);
    if (after != null) {
      condition += " AND " + order.after(after, parameters);
    }
    String sql =
        SQL.formatted(
            ReadRow.SESSION.formatted(slot),
            MemoryColumns.list(embedding),
            slot,
            condition,
            order.columns,
            parameters.add(limit));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(row -> ReadRow.of(row, embedding)))
        .collectList()
        .map(ReadRow::toRead);
  }
}
