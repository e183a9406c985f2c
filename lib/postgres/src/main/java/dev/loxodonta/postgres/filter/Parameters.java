package dev.loxodonta.postgres.filter;

import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.util.ArrayList;
import java.util.List;

/** The parameters of one statement, numbered in the order of {@link #add}. For one thread. */
public final class Parameters {

  private record Absent(Class<?> type) {}

  private final List<Object> values = new ArrayList<>();

  /** Adds a value and returns its place as it stands in the statement, from {@code $1}. */
  public String add(Object value) {
    values.add(value);
    return "$" + values.size();
  }

  /** Adds a null; the type says how the driver declares it. */
  public String addNull(Class<?> type) {
    return add(new Absent(type));
  }

  /** Adds all of another statement's, behind those that are there. */
  public void addAll(Parameters others) {
    values.addAll(others.values);
  }

  /** Returns how many there are. */
  public int size() {
    return values.size();
  }

  /** Binds all of them and returns the statement. */
  public PostgresqlStatement bindTo(PostgresqlStatement statement) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Absent absent) {
        statement.bindNull(i, absent.type());
      } else {
        statement.bind(i, values.get(i));
      }
    }
    return statement;
  }
}
