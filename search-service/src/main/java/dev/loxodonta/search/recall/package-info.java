/**
 * What share of the true best hits approximate searches find: measured on demand and on a sample of
 * live searches, each against the same search with every vector compared, and turned into the
 * effort that a project needs. The entry types are {@link
 * dev.loxodonta.search.recall.RecallMeasurement} and {@link
 * dev.loxodonta.search.recall.Calibrations}. What was learnt is kept in memory, per project, and
 * never shared between projects; a restarted service learns anew.
 */
@NullMarked
package dev.loxodonta.search.recall;

import org.jspecify.annotations.NullMarked;
