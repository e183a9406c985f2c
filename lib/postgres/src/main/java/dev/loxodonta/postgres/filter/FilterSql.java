package dev.loxodonta.postgres.filter;

import com.google.protobuf.Timestamp;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a filter and compiles it, in one walk. Pure.
 *
 * <pre>{@code
 * CompiledFilter filter = FilterSql.compile(request.getFilter(), checks.under("filter"));
 * checks.throwIfAny();
 * Parameters parameters = new Parameters();
 * String sql = "SELECT … WHERE project_id = " + parameters.add(projectId)
 *     + " AND " + filter.visible(parameters);
 * parameters.bindTo(connection.createStatement(sql));
 * }</pre>
 */
public final class FilterSql {

  private static final int MAX_TYPES = 64;
  private static final int MAX_SESSIONS = 256;
  private static final int MAX_IDS = 10_000;
  private static final int MAX_FACT_KEYS = 256;
  private static final int MAX_FACT_KEY_CHARACTERS = 256;
  private static final int MAX_TYPE_CHARACTERS = 64;
  private static final int MAX_SESSION_CHARACTERS = 256;

  private static final String VISIBLE_NOW = "visible_from <= now() AND visible_until > now()";
  private static final String NOT_EXPIRED = "COALESCE(expires_at, 'infinity') > now()";

  private FilterSql() {}

  /**
   * Returns a filter as SQL. After a violation was noted the result must not be run.
   *
   * @param filter the filter; the default instance keeps all that is visible now
   * @param checks where violations are noted, with the filter's own field as prefix
   */
  public static CompiledFilter compile(Filter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    types(filter, checks, conditions);
    sessions(filter, checks, conditions);
    factKeys(filter, checks, conditions);
    ids("ids", "id", filter.getIdsList(), checks, conditions);
    created(filter.getCreated(), checks.under("created"), conditions);
    importance(filter, checks, conditions);
    if (filter.hasMetadata()) {
      conditions.add(
          new ConditionCompiler().compile(filter.getMetadata(), checks.under("metadata")));
    }
    Fragment visibility = visibility(filter, checks, conditions);
    boolean indexOnly =
        filter.getSessionIdsCount() == 0
            && filter.getFactKeysCount() == 0
            && !filter.hasMetadata()
            && !isOfAnotherTime(filter);
    return new CompiledFilter(filter, conditions, visibility, indexOnly);
  }

  private static void types(Filter filter, FieldChecks checks, List<Fragment> conditions) {
    List<String> types = filter.getMemoryTypesList();
    if (texts(checks, "memory_types", types, MAX_TYPES, MAX_TYPE_CHARACTERS)) {
      conditions.add(anyOf("memory_type", types.toArray(String[]::new), "text[]"));
    }
  }

  private static void sessions(Filter filter, FieldChecks checks, List<Fragment> conditions) {
    List<String> sessions = filter.getSessionIdsList();
    if (texts(checks, "session_ids", sessions, MAX_SESSIONS, MAX_SESSION_CHARACTERS)) {
      conditions.add(anyOf("session_id", sessions.toArray(String[]::new), "text[]"));
    }
  }

  private static void factKeys(Filter filter, FieldChecks checks, List<Fragment> conditions) {
    List<String> keys = filter.getFactKeysList();
    if (texts(checks, "fact_keys", keys, MAX_FACT_KEYS, MAX_FACT_KEY_CHARACTERS)) {
      conditions.add(anyOf("fact_key", keys.toArray(String[]::new), "text[]"));
    }
  }

  /** Returns whether there is a condition to add. */
  static boolean texts(
      FieldChecks checks, String field, List<String> values, int maxValues, int maxCharacters) {
    if (values.isEmpty() || !checks.count(field, values.size(), 0, maxValues)) {
      return false;
    }
    boolean fit = true;
    for (int i = 0; i < values.size(); i++) {
      String element = field + "[" + i + "]";
      String value = values.get(i);
      fit &=
          checks.length(element, value, 1, maxCharacters)
              && checks.check(value.indexOf('\0') < 0, element, value, "a text without U+0000");
    }
    return fit;
  }

  static void ids(
      String field,
      String column,
      List<String> values,
      FieldChecks checks,
      List<Fragment> conditions) {
    int count = values.size();
    if (count == 0 || !checks.count(field, count, 0, MAX_IDS)) {
      return;
    }
    List<UUID> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      UUID id = checks.uuid(field + "[" + i + "]", values.get(i));
      if (id != null) {
        ids.add(id);
      }
    }
    conditions.add(anyOf(column, ids.toArray(UUID[]::new), "uuid[]"));
  }

  static void created(TimeRange range, FieldChecks checks, List<Fragment> conditions) {
    between("created_at", "created", range, checks, conditions);
  }

  /**
   * Adds the bounds of a column.
   *
   * @param checks those of the range's own fields
   */
  static void between(
      String column, String field, TimeRange range, FieldChecks checks, List<Fragment> conditions) {
    Instant from = range.hasFrom() ? checks.timestamp("from", range.getFrom()) : null;
    Instant to = range.hasTo() ? checks.timestamp("to", range.getTo()) : null;
    if (from != null) {
      conditions.add(Fragment.of(column + " >= ").bind(microsUp(from)).sql("::timestamptz"));
    }
    if (to != null) {
      checks.check(
          from == null || !to.isBefore(from),
          "to",
          to,
          "a time not before " + field + ".from, " + from);
      conditions.add(Fragment.of(column + " < ").bind(microsUp(to)).sql("::timestamptz"));
    }
  }

  private static void importance(Filter filter, FieldChecks checks, List<Fragment> conditions) {
    if (filter.hasMinImportance()) {
      float min = filter.getMinImportance();
      checks.range("min_importance", min, 0.0, 1.0);
      conditions.add(Fragment.of("importance >= ").bind(min).sql("::real"));
    }
  }

  private static boolean isOfAnotherTime(Filter filter) {
    return filter.hasValidAt() || filter.hasKnownAt() || filter.getAnyTime();
  }

  private static Fragment visibility(Filter filter, FieldChecks checks, List<Fragment> conditions) {
    checks.check(
        !filter.getAnyTime() || !(filter.hasValidAt() || filter.hasKnownAt()),
        "any_time",
        "true",
        "false together with valid_at or known_at");
    if (!isOfAnotherTime(filter)) {
      return Fragment.of(VISIBLE_NOW);
    }
    Instant knownAt = time(filter.hasKnownAt(), filter.getKnownAt(), "known_at", checks);
    Instant validAt = time(filter.hasValidAt(), filter.getValidAt(), "valid_at", checks);
    if (knownAt != null) {
      conditions.add(Fragment.of("recorded_at <= ").bind(knownAt).sql("::timestamptz"));
    }
    Instant held = validAt == null ? knownAt : validAt;
    if (held != null) {
      conditions.add(Fragment.of("visible_from <= ").bind(held).sql("::timestamptz"));
      conditions.add(after("valid_to", held));
      conditions.add(knownAt == null ? after("replaced_from", held) : unreplaced(knownAt, held));
    }
    return Fragment.of(NOT_EXPIRED);
  }

  /** What replaced a value after the time of knowledge does not count. */
  private static Fragment unreplaced(Instant knownAt, Instant held) {
    return Fragment.join(
        List.of(after("superseded_at", knownAt), after("replaced_from", held)), " OR ");
  }

  private static Fragment after(String column, Instant time) {
    return Fragment.of("COALESCE(" + column + ", 'infinity') > ").bind(time).sql("::timestamptz");
  }

  private static @Nullable Instant time(
      boolean present, Timestamp time, String field, FieldChecks checks) {
    Instant instant = present ? checks.timestamp(field, time) : null;
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  static Fragment anyOf(String column, Object array, String type) {
    return Fragment.of(column).sql(" = ANY(").bind(array).sql("::" + type + ")");
  }

  /** PostgreSQL keeps microseconds: a bound between two of them is the later one. */
  private static Instant microsUp(Instant time) {
    Instant down = time.truncatedTo(ChronoUnit.MICROS);
    return down.equals(time) ? down : down.plus(1, ChronoUnit.MICROS);
  }
}
