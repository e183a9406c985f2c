/**
 * Makes passages of chunks. {@link dev.loxodonta.search.passage.PassagePacker} takes what a
 * retrieval found, widens it by neighbours as far as the budget allows, joins what touches and puts
 * it in order. All of it is pure; the chunks come from {@code dev.loxodonta.search.select}. How
 * tokens are counted is {@link dev.loxodonta.embedding.TokenEstimate}'s business.
 */
@NullMarked
package dev.loxodonta.search.passage;

import org.jspecify.annotations.NullMarked;
