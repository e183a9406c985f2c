/**
 * What is known about the rows of a project that has a slot of its own, so that a search under a
 * filter can be planned: how many there are, a sample of them, and the filter graphs that the
 * router built. {@link dev.loxodonta.search.statistics.ProjectStatistics} says how large a share a
 * filter keeps, by applying it to the sample; {@link
 * dev.loxodonta.search.statistics.ProjectStatisticsCache} fetches it when it is not known or too
 * old. {@link dev.loxodonta.search.statistics.ChunkStatistics} is the same for the chunks of
 * documents. Statistics choose a plan, they never decide what is found.
 */
@NullMarked
package dev.loxodonta.search.statistics;

import org.jspecify.annotations.NullMarked;
