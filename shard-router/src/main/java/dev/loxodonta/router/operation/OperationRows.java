package dev.loxodonta.router.operation;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.loxodonta.router.catalog.CatalogEvent;
import dev.loxodonta.router.catalog.CatalogFeed;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/** The table {@code catalog.operations}. Every change is announced with the commit. */
public final class OperationRows {

  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private static final String COLUMNS =
      " operation_id, kind, project_id, shard_id, slot, step, state, percent, message,"
          + " ARRAY(SELECT key || '=' || value FROM jsonb_each_text(detail)) AS detail,"
          + " write_pause_millis, attempts, cancel_requested, created_at, updated_at ";

  @Language("SQL")
  private static final String INSERT =
      """
      INSERT INTO catalog.operations
        (operation_id, kind, project_id, shard_id, slot, step, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)
      ON CONFLICT (kind, project_id, (COALESCE(slot, -1))) WHERE state = 'running' DO NOTHING
      """;

  private static final String SELECT = "SELECT" + COLUMNS + "FROM catalog.operations ";

  @Language("SQL")
  private static final String BY_ID = SELECT + "WHERE operation_id = ?";

  @Language("SQL")
  private static final String RUNNING =
      SELECT + "WHERE kind = ? AND project_id = ? AND state = 'running'";

  @Language("SQL")
  private static final String RUNNING_ON_SLOT = RUNNING + " AND slot IS NOT DISTINCT FROM ?";

  @Language("SQL")
  private static final String PAGE =
      SELECT + "WHERE operation_id < ?::uuid ORDER BY operation_id DESC LIMIT ?";

  @Language("SQL")
  private static final String FAILED_LATELY =
      """
      SELECT 1 FROM catalog.operations
      WHERE kind = ? AND project_id = ? AND state = 'failed'
        AND updated_at > now() - interval '10 minutes'
      LIMIT 1
      """;

  @Language("SQL")
  private static final String CLAIM =
      """
      UPDATE catalog.operations SET lease_owner = ?, lease_until = now() + interval '10 seconds'
      WHERE state = 'running' AND next_attempt_at <= now()
        AND (lease_owner IS NULL OR lease_owner = ? OR lease_until < now())
        AND operation_id <> ALL (?::uuid[])
      RETURNING
      """
          + COLUMNS;

  @Language("SQL")
  private static final String ADVANCE =
      """
      UPDATE catalog.operations SET
        attempts = CASE WHEN step = ? THEN attempts ELSE 0 END, message = '',
        step = ?, percent = ?, detail = detail || ?::jsonb, updated_at = clock_timestamp(),
        lease_until = now() + interval '10 seconds'
      WHERE operation_id = ? AND lease_owner = ? AND state = 'running'
      RETURNING
      """
          + COLUMNS;

  @Language("SQL")
  private static final String PAUSE =
      """
      UPDATE catalog.operations SET write_pause_millis = ?, updated_at = clock_timestamp()
      WHERE operation_id = ? AND lease_owner = ? AND state = 'running'
      RETURNING
      """
          + COLUMNS;

  @Language("SQL")
  private static final String RENEW =
      """
      UPDATE catalog.operations SET lease_until = now() + interval '10 seconds'
      WHERE lease_owner = ? AND state = 'running' AND operation_id = ANY (?::uuid[])
      """;

  @Language("SQL")
  private static final String RELEASE =
      """
      UPDATE catalog.operations SET lease_owner = NULL, lease_until = NULL
      WHERE lease_owner = ? AND state = 'running'
      """;

  @Language("SQL")
  private static final String RETRY =
      """
      UPDATE catalog.operations SET attempts = attempts + 1, message = ?,
        next_attempt_at = now() + make_interval(secs => least(15, 0.5 * (attempts + 1))),
        updated_at = clock_timestamp(), lease_owner = NULL, lease_until = NULL
      WHERE operation_id = ? AND lease_owner = ? AND state = 'running'
      """;

  @Language("SQL")
  private static final String END =
      """
      UPDATE catalog.operations SET state = ?, message = ?, updated_at = clock_timestamp(),
        percent = CASE ? WHEN 'succeeded' THEN 100 ELSE percent END,
        lease_owner = NULL, lease_until = NULL
      WHERE operation_id = ? AND lease_owner = ? AND state = 'running'
      """;

  @Language("SQL")
  private static final String CANCEL =
      """
      UPDATE catalog.operations SET cancel_requested = true, next_attempt_at = now(),
        updated_at = clock_timestamp()
      WHERE operation_id = ? AND state = 'running'
      """;

  @Language("SQL")
  private static final String BUSY =
      """
      SELECT kind FROM catalog.operations
      WHERE project_id = ? AND state = 'running' ORDER BY operation_id LIMIT 1
      """;

  @Language("SQL")
  private static final String KEEP =
      """
      UPDATE catalog.operations SET detail = detail || ?::jsonb,
        next_attempt_at = now() + make_interval(secs => ?)
      WHERE operation_id = ?
      """;

  @Language("SQL")
  private static final String HASTEN =
      """
      UPDATE catalog.operations SET next_attempt_at = least(next_attempt_at, now())
      WHERE kind = ? AND project_id = ? AND state = 'running'
      """;

  @Language("SQL")
  private static final String TAKE_BACK =
      """
      UPDATE catalog.operations SET state = 'failed', message = ?, updated_at = clock_timestamp()
      WHERE operation_id = ? AND state = 'running' AND step = ? AND lease_owner IS NULL
      """;

  private OperationRows() {}

  /** Writes a new operation, or returns the one of its kind that runs for the project. */
  public static UUID start(
      Connection connection, String kind, long projectId, int shardId, String step)
      throws SQLException {
    return start(connection, kind, projectId, shardId, null, step, Map.of());
  }

  /**
   * Writes a new operation about a slot, or returns the one of its kind that runs for the slot.
   *
   * @param projectId the project whose own slot it is; 0: it is shared
   * @param detail numbers for its steps
   */
  public static UUID startOnSlot(
      Connection connection,
      String kind,
      long projectId,
      int shardId,
      int slot,
      String step,
      Map<String, Long> detail)
      throws SQLException {
    return start(connection, kind, projectId, shardId, slot, step, detail);
  }

  private static UUID start(
      Connection connection,
      String kind,
      long projectId,
      int shardId,
      @Nullable Integer slot,
      String step,
      Map<String, Long> detail)
      throws SQLException {
    UUID id = IDS.generate();
    if (Sql.update(connection, INSERT, id, kind, projectId, shardId, slot, step, toJson(detail))
        > 0) {
      announce(connection, id);
      return id;
    }
    return Sql.first(connection, RUNNING_ON_SLOT, OperationRows::toOperation, kind, projectId, slot)
        .map(Operation::operationId)
        .orElse(id);
  }

  /**
   * Gives one that was just started what its first step needs, and a time before which it rests.
   */
  public static void prepare(
      Connection connection, UUID operationId, Map<String, Long> detail, Duration rest)
      throws SQLException {
    Sql.update(connection, KEEP, toJson(detail), rest.toMillis() / 1_000.0, operationId);
    announce(connection, operationId);
  }

  /** Asks a running one to end without effect; returns whether it runs. */
  public static boolean cancel(Connection connection, UUID operationId) throws SQLException {
    boolean runs = Sql.update(connection, CANCEL, operationId) > 0;
    announce(connection, operationId);
    return runs;
  }

  /** Lets one that rests begin now; returns whether one of the kind runs for the project. */
  public static boolean hasten(Connection connection, String kind, long projectId)
      throws SQLException {
    return Sql.update(connection, HASTEN, kind, projectId) > 0;
  }

  /** Ends one that rests before a step, before anybody takes it; returns whether it still did. */
  public static boolean takeBack(
      Connection connection, UUID operationId, String step, String message) throws SQLException {
    boolean rested = Sql.update(connection, TAKE_BACK, message, operationId, step) > 0;
    announce(connection, operationId);
    return rested;
  }

  /** Returns the kind of an operation that runs for a project, whichever. */
  public static Optional<String> busy(Connection connection, long projectId) throws SQLException {
    return Sql.first(connection, BUSY, row -> row.getString(1), projectId);
  }

  /** Returns an operation. */
  public static Optional<Operation> find(Connection connection, UUID operationId)
      throws SQLException {
    return Sql.first(connection, BY_ID, OperationRows::toOperation, operationId);
  }

  /** Returns the operation of a kind that runs for a project. */
  public static Optional<Operation> running(Connection connection, String kind, long projectId)
      throws SQLException {
    return Sql.first(connection, RUNNING, OperationRows::toOperation, kind, projectId);
  }

  /** Returns whether one failed in the last ten minutes, so that it is not begun again yet. */
  public static boolean failedLately(Connection connection, String kind, long projectId)
      throws SQLException {
    return Sql.exists(connection, FAILED_LATELY, kind, projectId);
  }

  /** Returns operations older than one, newest first. */
  public static List<Operation> page(Connection connection, UUID before, int size)
      throws SQLException {
    return Sql.list(connection, PAGE, OperationRows::toOperation, before, size);
  }

  /** Leases everything that is due to this owner, but for what it has in hand. */
  static List<Operation> claim(Connection connection, UUID owner, UUID[] inHand)
      throws SQLException {
    return Sql.list(connection, CLAIM, OperationRows::toOperation, owner, owner, inHand);
  }

  static Operation advance(
      Connection connection,
      UUID operationId,
      UUID owner,
      String step,
      double percent,
      Map<String, Long> detail)
      throws SQLException {
    Operation operation =
        Sql.first(
                connection,
                ADVANCE,
                OperationRows::toOperation,
                step,
                step,
                percent,
                toJson(detail),
                operationId,
                owner)
            .orElseThrow(() -> new LeaseLostException(operationId));
    announce(connection, operationId);
    return operation;
  }

  static Operation pause(Connection connection, UUID operationId, UUID owner, long millis)
      throws SQLException {
    return Sql.first(connection, PAUSE, OperationRows::toOperation, millis, operationId, owner)
        .orElseThrow(() -> new LeaseLostException(operationId));
  }

  static int renew(Connection connection, UUID owner, UUID[] inHand) throws SQLException {
    return Sql.update(connection, RENEW, owner, inHand);
  }

  static int release(Connection connection, UUID owner) throws SQLException {
    return Sql.update(connection, RELEASE, owner);
  }

  static boolean retry(Connection connection, UUID operationId, UUID owner, String message)
      throws SQLException {
    boolean mine = Sql.update(connection, RETRY, message, operationId, owner) > 0;
    announce(connection, operationId);
    return mine;
  }

  static boolean end(
      Connection connection, UUID operationId, UUID owner, OperationState state, String message)
      throws SQLException {
    boolean mine =
        Sql.update(connection, END, state.key(), message, state.key(), operationId, owner) > 0;
    announce(connection, operationId);
    return mine;
  }

  private static void announce(Connection connection, UUID operationId) throws SQLException {
    CatalogFeed.announce(connection, new CatalogEvent.OperationChanged(operationId));
  }

  private static String toJson(Map<String, Long> detail) {
    return detail.entrySet().stream()
        .map(e -> "\"%s\": %d".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static Operation toOperation(ResultSet row) throws SQLException {
    return new Operation(
        row.getObject("operation_id", UUID.class),
        row.getString("kind"),
        row.getLong("project_id"),
        row.getInt("shard_id"),
        Optional.ofNullable(row.getObject("slot", Integer.class)),
        row.getString("step"),
        OperationState.ofKey(row.getString("state")),
        row.getDouble("percent"),
        row.getString("message"),
        toDetail(row.getArray("detail")),
        row.getLong("write_pause_millis"),
        row.getInt("attempts"),
        row.getBoolean("cancel_requested"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static Map<String, Long> toDetail(Array array) throws SQLException {
    Map<String, Long> detail = new HashMap<>();
    for (String pair : (String[]) array.getArray()) {
      int equals = pair.indexOf('=');
      detail.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
    }
    return Map.copyOf(detail);
  }
}
