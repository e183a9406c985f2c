/**
 * The rows of the cost table, each one a ratio to plain SQL. The entry type is {@link
 * dev.loxodonta.bench.run.RunCommand}. A row takes its data from a fixture, which is loaded once
 * per run and shared. What is measured and what the bar is stands in the README of this module.
 */
@NullMarked
package dev.loxodonta.bench.run;

import org.jspecify.annotations.NullMarked;
