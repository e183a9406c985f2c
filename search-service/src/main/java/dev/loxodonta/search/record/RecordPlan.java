package dev.loxodonta.search.record;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.ProjectHome;

/**
 * How a search of documents or entities is run: every vector that the filter keeps is compared.
 * Immutable and printable.
 *
 * @param home the project and its place
 * @param query what is searched for
 * @param searched in which space
 * @param vector what to be near to
 */
record RecordPlan(ProjectHome home, RecordQuery query, SearchedSpace searched, Halfvec vector) {

  /** Returns the plan's name in reports and metrics. */
  String name() {
    return "exact-scan";
  }

  /** Returns the plan in one line. */
  String describe() {
    return "%s in slot %d: there is no index on these vectors".formatted(name(), slot());
  }

  int slot() {
    return home.location().slot().slot();
  }

  Metric metric() {
    return searched.space().metric();
  }
}
