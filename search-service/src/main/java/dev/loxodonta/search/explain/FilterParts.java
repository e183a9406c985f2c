package dev.loxodonta.search.explain;

import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes a filter apart, so that each condition can be looked at by itself. Pure. */
final class FilterParts {

  /**
   * A condition of a filter.
   *
   * @param field its field in the request
   * @param filter the condition alone
   */
  record Part(String field, CompiledFilter filter) {}

  private FilterParts() {}

  /** Returns the conditions that were given, without the times at which memories are to hold. */
  static List<Part> of(Filter filter) {
    List<Part> parts = new ArrayList<>();
    if (filter.getMemoryTypesCount() > 0) {
      add(parts, "memory_types", part().addAllMemoryTypes(filter.getMemoryTypesList()));
    }
    if (filter.getSessionIdsCount() > 0) {
      add(parts, "session_ids", part().addAllSessionIds(filter.getSessionIdsList()));
    }
    if (filter.getIdsCount() > 0) {
      add(parts, "ids", part().addAllIds(filter.getIdsList()));
    }
    if (filter.hasCreated()) {
      add(parts, "created", part().setCreated(filter.getCreated()));
    }
    if (filter.getFactKeysCount() > 0) {
      add(parts, "fact_keys", part().addAllFactKeys(filter.getFactKeysList()));
    }
    if (filter.hasMinImportance()) {
      add(parts, "min_importance", part().setMinImportance(filter.getMinImportance()));
    }
    metadata(filter, parts);
    return parts;
  }

  /** Returns the times at which memories are to hold, without conditions. */
  static CompiledFilter visibility(Filter filter) {
    return compiled(time(filter));
  }

  /** Returns the filter of one memory at the same time. */
  static CompiledFilter ofOne(Filter filter, UUID id) {
    return compiled(time(filter).addIds(id.toString()));
  }

  private static void metadata(Filter filter, List<Part> parts) {
    if (!filter.hasMetadata()) {
      return;
    }
    if (filter.getMetadata().getKindCase() != Condition.KindCase.ALL) {
      add(parts, "metadata", part().setMetadata(filter.getMetadata()));
      return;
    }
    List<Condition> all = filter.getMetadata().getAll().getConditionsList();
    for (int i = 0; i < all.size(); i++) {
      add(parts, "metadata.all.conditions[" + i + "]", part().setMetadata(all.get(i)));
    }
  }

  private static Filter.Builder time(Filter filter) {
    Filter.Builder time = part().setAnyTime(filter.getAnyTime());
    if (filter.hasValidAt()) {
      time.setValidAt(filter.getValidAt());
    }
    if (filter.hasKnownAt()) {
      time.setKnownAt(filter.getKnownAt());
    }
    return time;
  }

  private static Filter.Builder part() {
    return Filter.newBuilder();
  }

  private static void add(List<Part> parts, String field, Filter.Builder filter) {
    parts.add(new Part("filter." + field, compiled(filter)));
  }

  private static CompiledFilter compiled(Filter.Builder filter) {
    return FilterSql.compile(filter.build(), new FieldChecks());
  }
}
