package dev.loxodonta.postgres.filter;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A filter of records as SQL over the unqualified columns of their table, ready to be put into any
 * statement in which these names are not ambiguous. Immutable; may be used many times.
 */
public final class CompiledRecordFilter {

  private final List<Fragment> conditions;

  CompiledRecordFilter(List<Fragment> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /** Returns the condition on a record; {@code true} for an empty filter. */
  public String condition(Parameters parameters) {
    return conditions.isEmpty()
        ? "true"
        : conditions.stream().map(c -> c.in(parameters)).collect(Collectors.joining(" AND "));
  }
}
