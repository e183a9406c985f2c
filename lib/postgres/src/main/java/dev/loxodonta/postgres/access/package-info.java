/**
 * Counts how often memories are recalled. {@link dev.loxodonta.postgres.access.AccessCounter} takes
 * note in memory, off the path of reads, and writes what came together about once a second into
 * {@code memory_stats}. Thread-safe. What was noted and not yet written is lost with the process: a
 * counter is no ledger.
 */
@NullMarked
package dev.loxodonta.postgres.access;

import org.jspecify.annotations.NullMarked;
