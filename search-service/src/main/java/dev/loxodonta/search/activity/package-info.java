/**
 * How often projects are searched. {@link dev.loxodonta.search.activity.SearchActivity} counts in
 * memory, which costs a search an atomic addition, and writes what came together every half minute
 * into {@code project_activity}, a row for each project that was searched. The router's tiers go by
 * it. What was counted and not yet written is lost with the process.
 */
@NullMarked
package dev.loxodonta.search.activity;

import org.jspecify.annotations.NullMarked;
