/**
 * The search service: everything that reads. A search goes from {@code endpoint} (check, map) to
 * {@link dev.loxodonta.search.ProjectSearch} (find the project, embed the text, plan, and plan
 * again when the map was old) to {@link dev.loxodonta.search.SearchGather} (run the plan on a node
 * of the shard) to one class per statement in {@code select}. Handlers run on the transport's
 * threads and never block. What is asked for stands in {@code query}, how it is run in {@code
 * plan}, how it is ordered in {@code rank}; these are pure.
 */
@NullMarked
package dev.loxodonta.search;

import org.jspecify.annotations.NullMarked;
