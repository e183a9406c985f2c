package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.v1.TaskOrder;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Task;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A page of a project's tasks. Indexes: {@code tasks_status} by priority, for each status that the
 * filter names; {@code tasks_due} by due time.
 */
public final class SelectTaskPage {

  /**
   * A place in a list: that of its last task so far.
   *
   * @param priority its priority
   * @param dueAt when it is due; null: at no certain time
   * @param id its id
   */
  public record Position(int priority, @Nullable Instant dueAt, UUID id) {}

  /**
   * What is asked for.
   *
   * @param filter which tasks
   * @param order in which order; by priority unless by due time
   * @param after the place behind which it starts; null: the beginning
   * @param limit tasks at most
   */
  public record Page(
      CompiledRecordFilter filter, TaskOrder order, @Nullable Position after, int limit) {

    private boolean byDue() {
      return order == TaskOrder.TASK_ORDER_DUE;
    }
  }

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM tasks
        WHERE project_id = $2 AND %3$s
        ORDER BY %4$s LIMIT %5$s
      ) h ON true
      ORDER BY %4$s
      """;

  private static final String BY_PRIORITY = "priority DESC, id";
  private static final String BY_DUE = "COALESCE(due_at, 'infinity'), id";
  private static final String FOREVER = "infinity";

  private SelectTaskPage() {}

  /** Returns the page. */
  public static Mono<Seen<List<Task>>> run(NodeSession session, Location location, Page page) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = page.filter().condition(parameters);
    Position after = page.after();
    if (after != null) {
      condition += " AND " + (page.byDue() ? due(after, parameters) : priority(after, parameters));
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()),
            TaskColumns.LIST,
            condition,
            page.byDue() ? BY_DUE : BY_PRIORITY,
            parameters.add(page.limit()));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(TaskColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }

  private static String priority(Position after, Parameters parameters) {
    String priority = parameters.add(after.priority());
    return "(priority < %1$s::int OR (priority = %1$s::int AND id > %2$s::uuid))"
        .formatted(priority, parameters.add(after.id()));
  }

  private static String due(Position after, Parameters parameters) {
    Instant due = after.dueAt();
    return "(COALESCE(due_at, 'infinity'), id) > (%s::text::timestamptz, %s::uuid)"
        .formatted(
            parameters.add(due == null ? FOREVER : due.toString()), parameters.add(after.id()));
  }
}
