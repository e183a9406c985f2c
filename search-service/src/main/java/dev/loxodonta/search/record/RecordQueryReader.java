package dev.loxodonta.search.record;

import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.DocumentFilterSql;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.search.query.CallerVector;
import dev.loxodonta.search.query.ConsistencyReader;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.OptionalDouble;

/** Checks a request, all of it at once, and turns it into a {@link RecordQuery}. Stateless. */
final class RecordQueryReader {

  private static final int MAX_SPACE_CHARACTERS = 64;

  private RecordQueryReader() {}

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with every violation
   */
  static RecordQuery read(SearchDocumentsRequest request) {
    FieldChecks checks = new FieldChecks();
    CompiledDocumentFilter filter =
        DocumentFilterSql.compile(request.getFilter(), checks.under("filter"));
    RecordQuery query =
        new RecordQuery(
            request.getProjectId(),
            RecordTable.DOCUMENTS,
            "",
            new CallerVector(request.getVectorList(), request.getVectorModel()),
            request.getText(),
            request.hasK() ? request.getK() : QueryReader.DEFAULT_K,
            filter::condition,
            request.hasMinSimilarity()
                ? OptionalDouble.of(request.getMinSimilarity())
                : OptionalDouble.empty(),
            ConsistencyReader.read(request.getConsistency(), checks.under("consistency")),
            request.getIncludeSecondEmbedding(),
            request.getExplain());
    return checked(query, checks);
  }

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with every violation
   */
  static RecordQuery read(SearchEntitiesRequest request) {
    FieldChecks checks = new FieldChecks();
    CompiledRecordFilter filter =
        RecordFilterSql.entities(request.getFilter(), checks.under("filter"));
    RecordQuery query =
        new RecordQuery(
            request.getProjectId(),
            RecordTable.ENTITIES,
            request.getSpace(),
            new CallerVector(request.getVectorList(), request.getVectorModel()),
            request.getText(),
            request.hasK() ? request.getK() : QueryReader.DEFAULT_K,
            filter::condition,
            request.hasMinSimilarity()
                ? OptionalDouble.of(request.getMinSimilarity())
                : OptionalDouble.empty(),
            ConsistencyReader.read(request.getConsistency(), checks.under("consistency")),
            request.getIncludeSecondEmbedding(),
            request.getExplain());
    return checked(query, checks);
  }

  private static RecordQuery checked(RecordQuery query, FieldChecks checks) {
    checks.projectId("project_id", query.projectId());
    checks.length("space", query.space(), 0, MAX_SPACE_CHARACTERS);
    checks.range("k", query.k(), 1, QueryReader.MAX_K);
    checks.length("vector_model", query.vector().model(), 0, QueryReader.MAX_MODEL_CHARACTERS);
    query.minSimilarity().ifPresent(least -> checks.finite("min_similarity", least));
    text(query, checks);
    checks.throwIfAny();
    return query;
  }

  private static void text(RecordQuery query, FieldChecks checks) {
    String text = query.text();
    if (!query.vector().isEmpty()) {
      if (!text.isEmpty()) {
        checks.violation("text", "was present; allowed is only one of text and vector");
      }
    } else if (text.isBlank()) {
      checks.violation("text", "was empty; a text or a vector is required");
    } else if (checks.length("text", text, 0, QueryReader.MAX_TEXT_CHARACTERS)) {
      checks.check(text.indexOf('\0') < 0, "text", text, "a text without U+0000");
    }
  }
}
