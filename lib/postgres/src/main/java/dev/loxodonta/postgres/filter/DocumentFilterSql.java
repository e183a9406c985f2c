package dev.loxodonta.postgres.filter;

import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.DocumentFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a filter of documents and compiles it over the columns of {@code documents}, in one walk.
 * Pure.
 */
public final class DocumentFilterSql {

  private static final int MAX_TYPES = 64;
  private static final int MAX_TYPE_CHARACTERS = 64;

  private DocumentFilterSql() {}

  /**
   * Returns a filter as SQL. After a violation was noted the result must not be run.
   *
   * @param filter the filter; the default instance keeps every document
   * @param checks where violations are noted, with the filter's own field as prefix
   */
  public static CompiledDocumentFilter compile(DocumentFilter filter, FieldChecks checks) {
    List<Fragment> conditions = new ArrayList<>();
    List<String> types = filter.getDocTypesList();
    if (FilterSql.texts(checks, "doc_types", types, MAX_TYPES, MAX_TYPE_CHARACTERS)) {
      conditions.add(FilterSql.anyOf("doc_type", types.toArray(String[]::new), "text[]"));
    }
    FilterSql.ids("document_ids", "id", filter.getDocumentIdsList(), checks, conditions);
    FilterSql.created(filter.getCreated(), checks.under("created"), conditions);
    if (filter.hasMetadata()) {
      conditions.add(
          new ConditionCompiler().compile(filter.getMetadata(), checks.under("metadata")));
    }
    return new CompiledDocumentFilter(filter, conditions);
  }
}
