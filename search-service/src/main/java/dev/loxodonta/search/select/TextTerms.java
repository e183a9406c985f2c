package dev.loxodonta.search.select;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.query.QueryText;
import java.util.List;

/**
 * A query's text as an expression of type {@code tsquery}, made by PostgreSQL from parameters only,
 * in the project's language. What a caller typed is never taken for tsquery syntax. Words that the
 * language ignores fall away; when nothing is left the expression is null or empty and nothing
 * matches.
 */
final class TextTerms {

  private final String language;
  private final QueryText text;
  private final Parameters parameters;

  TextTerms(String language, QueryText text, Parameters parameters) {
    this.language = parameters.add(language) + "::text::regconfig";
    this.text = text;
    this.parameters = parameters;
  }

  /** Returns the columns for the frame: {@code query}, and {@code must} where the text has one. */
  String columns() {
    String must = text.hasConstraints() ? ",\n       " + must() + " AS must" : "";
    return ",\n       " + query() + " AS query" + must;
  }

  /** Returns the condition on memories that were not found by their words; may be empty. */
  String condition() {
    return text.hasConstraints() ? " AND (numnode(s.must) = 0 OR content_tsv @@ s.must)" : "";
  }

  private String query() {
    if (!text.hasConstraints() && text.alternatives().isEmpty()) {
      return anyWord();
    }
    String any =
        "(COALESCE(" + anyWord() + ", ''::tsquery)" + phrases(" || ", text.alternatives()) + ")";
    return "(" + any + constraints() + ")";
  }

  private String must() {
    return "(''::tsquery" + constraints() + ")";
  }

  private String constraints() {
    return phrases(" && ", text.required()) + phrases(" && !!", text.excluded());
  }

  private String anyWord() {
    return """
    (SELECT string_agg('''' || replace(replace(w, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
           FROM unnest(tsvector_to_array(to_tsvector(%s, %s))) w)\
    """
        .formatted(language, parameters.add(text.words()));
  }

  private String phrases(String operator, List<String> phrases) {
    StringBuilder sql = new StringBuilder();
    for (String phrase : phrases) {
      sql.append(operator)
          .append("phraseto_tsquery(%s, %s)".formatted(language, parameters.add(phrase)));
    }
    return sql.toString();
  }
}
