/**
 * Compares PostgreSQL with the other stores and repairs them. {@link
 * dev.loxodonta.ingest.saga.reconcile.Reconciliation} goes through both sides in pages; what seems
 * to differ is looked at twice, since both sides may change meanwhile. A repair is a saga of its
 * own, so that it keeps its place among the writes of its entity.
 */
@NullMarked
package dev.loxodonta.ingest.saga.reconcile;

import org.jspecify.annotations.NullMarked;
