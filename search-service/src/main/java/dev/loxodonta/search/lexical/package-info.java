/**
 * What a search by words needs before its statement. {@link
 * dev.loxodonta.search.lexical.TextAnalysis} turns a query's text into {@link
 * dev.loxodonta.search.lexical.ScoredTerms}: the lexemes that PostgreSQL makes of it, kept in a
 * cache by word, how much each of them weighs in this project by {@link
 * dev.loxodonta.search.lexical.Bm25}, and which of them the index is asked for. The counts that
 * weights are made of are a project's own: they come from a slot that no other project is in, or
 * are counted under row security. The SQL that scores stands in {@code
 * dev.loxodonta.search.select}.
 */
@NullMarked
package dev.loxodonta.search.lexical;

import org.jspecify.annotations.NullMarked;
