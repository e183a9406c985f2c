package dev.loxodonta.search.recall;

import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.search.v1.MeasureRecallRequest;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import java.util.List;

/**
 * A checked request to measure.
 *
 * @param projectId the project
 * @param k how many hits, 1 to 100
 * @param samples how many searches, 1 to 1,000
 * @param filter which memories are looked at
 */
public record RecallQuery(long projectId, int k, int samples, Filter filter) {

  private static final int DEFAULT_K = 10;
  private static final int MAX_K = 100;
  private static final int DEFAULT_SAMPLES = 50;
  private static final int MAX_SAMPLES = 1_000;

  /** How many searches a measurement makes that a caller did not ask for. */
  private static final int BACKGROUND_SAMPLES = 30;

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with every violation
   */
  public static RecallQuery read(MeasureRecallRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    int k = request.hasK() ? request.getK() : DEFAULT_K;
    checks.range("k", k, 1, MAX_K);
    int samples = request.hasSamples() ? request.getSamples() : DEFAULT_SAMPLES;
    checks.range("samples", samples, 1, MAX_SAMPLES);
    FilterSql.compile(request.getFilter(), checks.under("filter"));
    checks.throwIfAny();
    return new RecallQuery(request.getProjectId(), k, samples, request.getFilter());
  }

  /** Returns what the service measures by itself. */
  static RecallQuery inBackground(long projectId, int k) {
    return new RecallQuery(
        projectId, Math.min(k, MAX_K), BACKGROUND_SAMPLES, Filter.getDefaultInstance());
  }

  /** Returns whether what is learnt holds for searches without a filter. */
  boolean isUnfiltered() {
    return filter.equals(Filter.getDefaultInstance());
  }

  /** Returns the search near to a vector. */
  SearchRequest.Builder near(List<Float> vector) {
    return SearchRequest.newBuilder()
        .setProjectId(projectId)
        .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
        .addAllVector(vector)
        .setK(k)
        .setFilter(filter);
  }
}
