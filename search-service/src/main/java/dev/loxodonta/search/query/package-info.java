/**
 * What a caller asked for. {@link dev.loxodonta.search.query.QueryReader} checks a request of the
 * contract and turns it into a {@link dev.loxodonta.search.query.SearchQuery}, with the text taken
 * apart by {@link dev.loxodonta.search.query.QueryTextParser}. Everything here is pure, immutable
 * and safe for any thread. What depends on the project, such as a vector's dimensions, is checked
 * when the search is planned, in {@code dev.loxodonta.search.plan}.
 */
@NullMarked
package dev.loxodonta.search.query;

import org.jspecify.annotations.NullMarked;
