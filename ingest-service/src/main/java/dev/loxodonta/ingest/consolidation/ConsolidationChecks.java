package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.cluster.ClusterRules;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Duration;

/** Checks what is to be consolidated. Pure. */
final class ConsolidationChecks {

  private static final Duration MIN_GAP = Duration.ofSeconds(1);
  private static final Duration MAX_GAP = Duration.ofDays(30);
  private static final int MIN_SIZE = 2;
  private static final int MAX_SIZE = 10_000;

  private ConsolidationChecks() {}

  /** Returns the order of a request; fails with INVALID_FIELD. */
  static ConsolidationOrder order(ConsolidateRequest request, ConsolidationConfig config) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    ConsolidationOrder order =
        new ConsolidationOrder(
            request.getProjectId(),
            RecordFilterSql.eventTimes(request.getTime(), checks),
            rules(checks, request, config),
            request.getOnlyNew(),
            false);
    checks.throwIfAny();
    return order;
  }

  /** Returns what the schedule asks for. */
  static ConsolidationOrder scheduled(long projectId, ConsolidationConfig config) {
    return new ConsolidationOrder(
        projectId,
        RecordFilterSql.eventTimes(TimeRange.getDefaultInstance(), new FieldChecks()),
        new ClusterRules(config.maxGap(), config.minSimilarity(), config.minClusterSize()),
        true,
        true);
  }

  private static ClusterRules rules(
      FieldChecks checks, ConsolidateRequest request, ConsolidationConfig config) {
    Duration gap =
        request.hasMaxGap()
            ? checks.duration("max_gap", request.getMaxGap(), MIN_GAP, MAX_GAP)
            : config.maxGap();
    double similarity =
        request.hasMinSimilarity() ? request.getMinSimilarity() : config.minSimilarity();
    checks.range("min_similarity", similarity, 0.0, 1.0);
    int size = request.hasMinClusterSize() ? request.getMinClusterSize() : config.minClusterSize();
    checks.range("min_cluster_size", size, MIN_SIZE, MAX_SIZE);
    return new ClusterRules(gap == null ? config.maxGap() : gap, similarity, size);
  }
}
