package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;

/** The condition on events that a run looks at. Indexes: see {@code episodic_events}. */
final class UnconsolidatedEvents {

  private static final String CONDITION =
      "project_id = $2 AND consolidation_id IS NULL AND embedding IS NOT NULL AND ";
  private static final String NEW = " AND examined_at IS NULL";

  private UnconsolidatedEvents() {}

  /** Returns the condition; {@code $2} is the project. */
  static String condition(CompiledRecordFilter filter, boolean onlyNew, Parameters parameters) {
    return CONDITION + filter.condition(parameters) + (onlyNew ? NEW : "");
  }
}
