package dev.loxodonta.postgres.filter;

import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.EntityFilter;
import dev.loxodonta.type.v1.EventFilter;
import dev.loxodonta.type.v1.StructuredDataFilter;
import dev.loxodonta.type.v1.TaskFilter;
import dev.loxodonta.type.v1.TaskStatus;
import dev.loxodonta.type.v1.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks filters of events, tasks, structured data and entities and compiles them, each in one
 * walk. After a violation was noted the result must not be run. Pure.
 */
public final class RecordFilterSql {

  private static final int MAX_TYPES = 64;
  private static final int MAX_TYPE_CHARACTERS = 64;
  private static final int MAX_SESSIONS = 256;
  private static final int MAX_NAMES = 1_000;
  private static final int MAX_NAME_CHARACTERS = 256;
  private static final int MAX_PRIORITY = 100;
  private static final String STATUS_PREFIX = "TASK_STATUS_";

  private RecordFilterSql() {}

  /** Returns a filter over the columns of {@code episodic_events}. */
  public static CompiledRecordFilter events(EventFilter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    sessions(filter.getSessionIdsList(), checks, conditions);
    types("event_types", "event_type", filter.getEventTypesList(), checks, conditions);
    FilterSql.between("\"timestamp\"", "time", filter.getTime(), checks.under("time"), conditions);
    if (filter.hasMetadata()) {
      metadata("metadata", filter.getMetadata(), checks, conditions);
    }
    return new CompiledRecordFilter(conditions);
  }

  /** Returns a filter over the time of {@code episodic_events}; the field is {@code time}. */
  public static CompiledRecordFilter eventTimes(TimeRange range, FieldChecks request) {
    return events(EventFilter.newBuilder().setTime(range).build(), request);
  }

  /** Returns a filter over the columns of {@code tasks}. */
  public static CompiledRecordFilter tasks(TaskFilter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    statuses(filter, checks, conditions);
    priorities(filter, checks, conditions);
    FilterSql.between(
        "COALESCE(due_at, 'infinity')", "due", filter.getDue(), checks.under("due"), conditions);
    if (filter.getDue().hasFrom() || filter.getDue().hasTo()) {
      conditions.add(Fragment.of("due_at IS NOT NULL"));
    }
    sessions(filter.getSessionIdsList(), checks, conditions);
    if (filter.hasMetadata()) {
      metadata("metadata", filter.getMetadata(), checks, conditions);
    }
    return new CompiledRecordFilter(conditions);
  }

  /**
   * Returns a filter over the columns of {@code structured_data}, in which {@code raw_json} must be
   * called {@code metadata}.
   */
  public static CompiledRecordFilter structuredData(
      StructuredDataFilter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    types("data_types", "data_type", filter.getDataTypesList(), checks, conditions);
    List<String> names = filter.getDataIdsList();
    if (FilterSql.texts(checks, "data_ids", names, MAX_NAMES, MAX_NAME_CHARACTERS)) {
      conditions.add(FilterSql.anyOf("data_id", names.toArray(String[]::new), "text[]"));
    }
    FilterSql.created(filter.getCreated(), checks.under("created"), conditions);
    if (filter.hasJson()) {
      metadata("json", filter.getJson(), checks, conditions);
    }
    return new CompiledRecordFilter(conditions);
  }

  /** Returns a filter over the columns of {@code entities}. */
  public static CompiledRecordFilter entities(EntityFilter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    types("entity_types", "entity_type", filter.getEntityTypesList(), checks, conditions);
    FilterSql.ids("ids", "id", filter.getIdsList(), checks, conditions);
    if (filter.hasMinConfidence()) {
      float min = filter.getMinConfidence();
      checks.range("min_confidence", min, 0.0, 1.0);
      conditions.add(Fragment.of("confidence >= ").bind(min).sql("::real"));
    }
    if (filter.hasMetadata()) {
      metadata("metadata", filter.getMetadata(), checks, conditions);
    }
    return new CompiledRecordFilter(conditions);
  }

  /** Returns a filter over the sessions of any table; the field is {@code session_ids}. */
  public static CompiledRecordFilter sessions(List<String> sessions, FieldChecks request) {
    List<Fragment> conditions = new ArrayList<>();
    sessions(sessions, request, conditions);
    return new CompiledRecordFilter(conditions);
  }

  /** Returns a status as the column holds it. */
  public static String key(TaskStatus status) {
    return status.name().substring(STATUS_PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  /** Returns the status that the column holds. */
  public static TaskStatus status(String key) {
    return TaskStatus.valueOf(STATUS_PREFIX + key.toUpperCase(Locale.ROOT));
  }

  private static void metadata(
      String field, Condition condition, FieldChecks checks, List<Fragment> conditions) {
    conditions.add(new ConditionCompiler().compile(condition, checks.under(field)));
  }

  private static void sessions(
      List<String> sessions, FieldChecks checks, List<Fragment> conditions) {
    if (FilterSql.texts(checks, "session_ids", sessions, MAX_SESSIONS, MAX_NAME_CHARACTERS)) {
      conditions.add(FilterSql.anyOf("session_id", sessions.toArray(String[]::new), "text[]"));
    }
  }

  private static void types(
      String field,
      String column,
      List<String> types,
      FieldChecks checks,
      List<Fragment> conditions) {
    if (FilterSql.texts(checks, field, types, MAX_TYPES, MAX_TYPE_CHARACTERS)) {
      conditions.add(FilterSql.anyOf(column, types.toArray(String[]::new), "text[]"));
    }
  }

  private static void statuses(TaskFilter filter, FieldChecks checks, List<Fragment> conditions) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < filter.getStatusesCount(); i++) {
      TaskStatus status = filter.getStatuses(i);
      if (checks.specified("statuses[" + i + "]", status, filter.getStatusesValue(i))) {
        keys.add(key(status));
      }
    }
    if (filter.getStatusesCount() > 0) {
      conditions.add(FilterSql.anyOf("status", keys.toArray(String[]::new), "text[]"));
    }
  }

  private static void priorities(TaskFilter filter, FieldChecks checks, List<Fragment> conditions) {
    int min = filter.hasMinPriority() ? filter.getMinPriority() : 0;
    int max = filter.hasMaxPriority() ? filter.getMaxPriority() : MAX_PRIORITY;
    if (filter.hasMinPriority() && checks.range("min_priority", min, 0, MAX_PRIORITY)) {
      conditions.add(Fragment.of("priority >= ").bind(min).sql("::int"));
    }
    if (filter.hasMaxPriority()
        && checks.range("max_priority", max, Math.clamp(min, 0, MAX_PRIORITY), MAX_PRIORITY)) {
      conditions.add(Fragment.of("priority <= ").bind(max).sql("::int"));
    }
  }
}
