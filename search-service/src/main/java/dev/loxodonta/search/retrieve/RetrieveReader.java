package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.postgres.filter.DocumentFilterSql;
import dev.loxodonta.search.passage.Packing;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.query.RerankReader;
import dev.loxodonta.search.retrieve.RetrieveQuery.Source;
import dev.loxodonta.search.v1.AlphaBlend;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveSource;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.OptionalInt;

/** Checks a request and turns it into a {@link RetrieveQuery}. Stateless. */
final class RetrieveReader {

  private static final int MAX_K = 200;
  private static final int DEFAULT_K = 10;
  private static final int MAX_WINDOW = 20;
  private static final int MAX_BUDGET = 1_000_000;

  private RetrieveReader() {}

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with the violations
   */
  static RetrieveQuery read(RetrieveRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.known("source", request.getSource(), request.getSourceValue());
    Source source =
        request.getSource() == RetrieveSource.RETRIEVE_SOURCE_MEMORIES
            ? Source.MEMORIES
            : Source.CHUNKS;
    int k = request.hasK() ? request.getK() : DEFAULT_K;
    checks.range("k", k, 1, MAX_K);
    checks.range("alpha", request.getAlpha(), 0.0, 1.0);
    checks.range("context_window", request.getContextWindow(), 0, MAX_WINDOW);
    OptionalInt budget = budget(request, checks);
    CompiledDocumentFilter documents =
        DocumentFilterSql.compile(request.getDocumentFilter(), checks.under("document_filter"));
    requireSource(request, source, checks);
    checks.throwIfAny();
    return new RetrieveQuery(
        source,
        QueryReader.read(search(request, source, k)),
        k,
        documents,
        new Packing(request.getContextWindow(), request.getGroupByDocument(), budget));
  }

  private static OptionalInt budget(RetrieveRequest request, FieldChecks checks) {
    if (!request.hasTokenBudget()) {
      return OptionalInt.empty();
    }
    checks.range("token_budget", request.getTokenBudget(), 1, MAX_BUDGET);
    return OptionalInt.of(request.getTokenBudget());
  }

  private static void requireSource(RetrieveRequest request, Source source, FieldChecks checks) {
    if (source == Source.CHUNKS) {
      absent(checks, "filter", request.hasFilter(), "memories");
    } else {
      absent(checks, "document_filter", request.hasDocumentFilter(), "chunks");
      absent(checks, "context_window", request.getContextWindow() != 0, "chunks");
      absent(checks, "group_by_document", request.getGroupByDocument(), "chunks");
    }
  }

  private static void absent(FieldChecks checks, String field, boolean present, String source) {
    if (present) {
      checks.violation(field, "was present; allowed is only with the source " + source);
    }
  }

  private static SearchRequest search(RetrieveRequest request, Source source, int k) {
    SearchRequest.Builder search =
        SearchRequest.newBuilder()
            .setProjectId(request.getProjectId())
            .setText(request.getText())
            .addAllVector(request.getVectorList())
            .setVectorModel(request.getVectorModel())
            .setModeValue(request.getModeValue())
            .setK(source == Source.CHUNKS ? Math.max(k, reranked(request)) : k)
            .setFilter(request.getFilter())
            .setConsistency(request.getConsistency())
            .setExact(request.getExact())
            .setExplain(request.getExplain());
    if (request.hasMinScore()) {
      search.setMinScore(request.getMinScore());
    }
    if (request.hasRerank()) {
      search.setRerank(request.getRerank());
    }
    if (request.hasAlpha()) {
      search.setRanking(
          Ranking.newBuilder().setBlend(AlphaBlend.newBuilder().setAlpha(request.getAlpha())));
    }
    return search.build();
  }

  private static int reranked(RetrieveRequest request) {
    return !request.hasRerank()
        ? 0
        : request.getRerank().hasFirstN()
            ? Math.min(Rerank.MAX_FIRST_N, request.getRerank().getFirstN())
            : RerankReader.DEFAULT_FIRST_N;
  }
}
