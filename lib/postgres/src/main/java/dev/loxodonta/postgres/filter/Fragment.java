package dev.loxodonta.postgres.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL with the values of its parameters, whose numbers are not known before it is put
 * into a statement. For one thread while it is built.
 */
final class Fragment {

  private static final char PLACE = '\0';

  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /** Starts a fragment with SQL of our own. */
  static Fragment of(String sql) {
    return new Fragment().sql(sql);
  }

  /** Adds SQL of our own, never text that came from a caller. */
  Fragment sql(String sql) {
    text.append(sql);
    return this;
  }

  /** Adds a parameter. */
  Fragment bind(Object value) {
    text.append(PLACE);
    values.add(value);
    return this;
  }

  /** Adds another fragment with its parameters. */
  Fragment add(Fragment other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  /** Returns fragments in parentheses with an operator between them. */
  static Fragment join(List<Fragment> fragments, String operator) {
    Fragment joined = of("(");
    for (int i = 0; i < fragments.size(); i++) {
      joined.sql(i == 0 ? "" : operator).add(fragments.get(i));
    }
    return joined.sql(")");
  }

  /** Returns the SQL for a statement and adds the values to its parameters. */
  String in(Parameters parameters) {
    StringBuilder sql = new StringBuilder(text.length() + 2 * values.size());
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == PLACE) {
        sql.append(parameters.add(values.get(next++)));
      } else {
        sql.append(c);
      }
    }
    return sql.toString();
  }
}
