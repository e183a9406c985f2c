/**
 * Turns a {@code Filter} of the contract into SQL over the columns of {@code memories}. {@link
 * dev.loxodonta.postgres.filter.FilterSql} checks and compiles in one walk, {@link
 * dev.loxodonta.postgres.filter.CompiledFilter} is then put into any statement, {@link
 * dev.loxodonta.postgres.filter.Parameters} numbers and binds the values, {@link
 * dev.loxodonta.postgres.filter.FilterMatcher} applies a filter to memories at hand. Text that a
 * caller sent never becomes part of a statement: it is bound. Every compiled condition is true or
 * false and never null, so that {@code NOT} is safe. Compiling is pure; a compiled filter is
 * immutable and may be shared, parameters belong to one statement.
 */
@NullMarked
package dev.loxodonta.postgres.filter;

import org.jspecify.annotations.NullMarked;
