package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.cluster.ClusterRules;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;

/**
 * A checked consolidation of one project.
 *
 * @param projectId the project
 * @param filter which events
 * @param rules when events belong together
 * @param onlyNew whether events that an earlier run looked at are left out
 * @param onlyEnded whether events are left alone to whose episode others may still come
 */
record ConsolidationOrder(
    long projectId,
    CompiledRecordFilter filter,
    ClusterRules rules,
    boolean onlyNew,
    boolean onlyEnded) {}
