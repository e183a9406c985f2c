package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.Selections;

/**
 * A filter of known selectivity.
 *
 * @param kind how its rows were chosen
 * @param percent how many of all it keeps
 */
record SelectedBy(Selections.Kind kind, double percent) {

  /** Returns the condition in plain SQL. */
  String sql() {
    return "metadata @> '{\"%s\": true}'".formatted(Selections.key(kind, percent));
  }
}
