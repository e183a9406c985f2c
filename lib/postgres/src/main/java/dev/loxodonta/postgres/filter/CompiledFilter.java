package dev.loxodonta.postgres.filter;

import dev.loxodonta.type.v1.Filter;
import java.util.List;

/**
 * A filter as SQL over the columns of {@code memories}, unqualified, ready to be put into any
 * statement in which these names are not ambiguous. Immutable; may be used many times.
 */
public final class CompiledFilter {

  private final Filter source;
  private final List<Fragment> conditions;
  private final Fragment visibility;
  private final boolean indexOnly;

  CompiledFilter(Filter source, List<Fragment> conditions, Fragment visibility, boolean indexOnly) {
    this.source = source;
    this.conditions = List.copyOf(conditions);
    this.visibility = visibility;
    this.indexOnly = indexOnly;
  }

  /** Returns what it was compiled from. */
  public Filter source() {
    return source;
  }

  /** Returns whether it keeps every memory that is there, seen or not. */
  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /**
   * Returns whether only columns of the index {@code memories_s<slot>_exact} are asked for, so that
   * a scan of it needs no table.
   */
  public boolean indexOnly() {
    return indexOnly;
  }

  /**
   * Returns the condition for reads: what the filter keeps and what is visible, now or at the times
   * that the filter names. Never empty.
   */
  public String visible(Parameters parameters) {
    StringBuilder sql = new StringBuilder(visibility.in(parameters));
    conditions.forEach(c -> sql.append(" AND ").append(c.in(parameters)));
    return sql.toString();
  }

  /**
   * Returns the same condition as {@link #visible} in a form that no index of the filter's columns
   * serves: for a walk of a vector index that checks the rows it meets.
   */
  public String checked(Parameters parameters) {
    StringBuilder sql = new StringBuilder(visibility.in(parameters));
    conditions.forEach(c -> sql.append(" AND (").append(c.in(parameters)).append(") IS TRUE"));
    return sql.toString();
  }

  /**
   * Returns the condition for what is stored: all that the filter keeps, expired or not. {@code
   * true} for an empty filter.
   */
  public String stored(Parameters parameters) {
    StringBuilder sql = new StringBuilder("true");
    conditions.forEach(c -> sql.append(" AND ").append(c.in(parameters)));
    return sql.toString();
  }
}
