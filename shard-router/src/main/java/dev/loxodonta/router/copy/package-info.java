/**
 * Copies a project's rows from one slot's partitions to another's while they change: batches in the
 * order of the key, a log of changes by row triggers, its replay on one snapshot, and a comparison.
 * The entry types are {@link dev.loxodonta.router.copy.RowCopy}, {@link
 * dev.loxodonta.router.copy.ChangeCapture}, {@link dev.loxodonta.router.copy.ChangeReplay} and
 * {@link dev.loxodonta.router.copy.RowComparison}. Everything may be run again after it was cut
 * off. When to do what is not here.
 */
@NullMarked
package dev.loxodonta.router.copy;

import org.jspecify.annotations.NullMarked;
