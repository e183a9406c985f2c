/**
 * Line charts as SVG text, without a library. The entry type is {@link
 * dev.loxodonta.bench.chart.LineChart}. Pure.
 */
@NullMarked
package dev.loxodonta.bench.chart;

import org.jspecify.annotations.NullMarked;
