package dev.loxodonta.search.select;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.QueryText;
import java.util.StringJoiner;

/**
 * Which memories match a query's text, as expressions of type {@code tsquery} that are made from
 * parameters only, in the project's language. What a caller typed is never taken for tsquery
 * syntax; words come as quoted lexemes. Phrases of words that the language ignores fall away; when
 * nothing is left the expression is null or empty and nothing matches.
 */
final class TextTerms {

  private final String language;
  private final QueryText text;
  private final String words;
  private final Parameters parameters;

  /** Matches any of the words that the index is asked for. */
  TextTerms(String language, QueryText text, ScoredTerms terms, Parameters parameters) {
    this.language = hasPhrases(text) ? parameters.add(language) + "::text::regconfig" : "";
    this.text = text;
    this.parameters = parameters;
    this.words =
        terms.fetched() == 0 ? "" : parameters.add(terms.fetchedQuery()) + "::text::tsquery";
  }

  /** Returns the columns for the frame: {@code query}, and {@code must} where the text has one. */
  String columns() {
    String must = text.hasConstraints() ? ",\n       (" + constraints() + ") AS must" : "";
    return ",\n       " + query() + " AS query" + must;
  }

  /** Returns the condition on memories that were not found by their words; may be empty. */
  String condition() {
    return text.hasConstraints() ? " AND (numnode(s.must) = 0 OR content_tsv @@ s.must)" : "";
  }

  private String query() {
    String any = any();
    if (text.hasConstraints()) {
      return any.isEmpty() && !wantsAny()
          ? "(" + constraints() + ")"
          : "((" + (any.isEmpty() ? "NULL::tsquery" : any) + ") && " + constraints() + ")";
    }
    return any.isEmpty() ? "NULL::tsquery" : "(" + any + ")";
  }

  private static boolean hasPhrases(QueryText text) {
    return text.hasConstraints() || !text.alternatives().isEmpty();
  }

  private boolean wantsAny() {
    return !text.words().isBlank() || !text.alternatives().isEmpty();
  }

  private String any() {
    StringJoiner any = new StringJoiner(" || ");
    if (!words.isEmpty()) {
      any.add(words);
    }
    text.alternatives().forEach(p -> any.add(phrase(p)));
    return any.toString();
  }

  private String constraints() {
    StringJoiner all = new StringJoiner(" && ");
    text.required().forEach(p -> all.add(phrase(p)));
    text.excluded().forEach(p -> all.add("!!" + phrase(p)));
    return all.toString();
  }

  private String phrase(String phrase) {
    return "phraseto_tsquery(%s, %s)".formatted(language, parameters.add(phrase));
  }
}
