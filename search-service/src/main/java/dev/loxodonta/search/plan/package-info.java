/**
 * Decides how a search is run. {@link dev.loxodonta.search.plan.SearchPlanner} takes a checked
 * query, the project with its place, and the vector to look near to, and returns an immutable
 * {@link dev.loxodonta.search.plan.SearchPlan} that says which statement is run with which access
 * to the vectors, how long the candidate lists are, and in a sentence why. Planning is pure: no
 * database, no Reactor, no clock; a plan prints itself for explanations and tests. What a plan
 * becomes in SQL stands in {@code dev.loxodonta.search.select}.
 */
@NullMarked
package dev.loxodonta.search.plan;

import org.jspecify.annotations.NullMarked;
