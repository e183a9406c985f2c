/**
 * The SQL of searches: one class per statement, each with the statement, the parameters, and the
 * mapper of its rows. All statements have one shape, {@link dev.loxodonta.search.select.Frame}: a
 * first row source sets the tenant and the search effort and looks at the slot's epoch and the
 * node's log position, and a lateral join brings what was searched for. So a search is one round
 * trip without a transaction, always answers with at least one row, and shows when the map was old.
 * Building a statement is pure; {@link dev.loxodonta.search.select.ShardQuery} runs it on a
 * connection that is lent to it.
 */
@NullMarked
package dev.loxodonta.search.select;

import org.jspecify.annotations.NullMarked;
