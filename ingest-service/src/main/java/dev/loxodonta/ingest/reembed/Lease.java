package dev.loxodonta.ingest.reembed;

import java.util.List;
import java.util.UUID;

/**
 * Rows of one table of one project that this process has leased.
 *
 * @param projectId the project
 * @param targetSlot the slot whose rows they are
 * @param source the table, as {@code memories}
 * @param id the lease
 * @param rows the rows, at least one
 */
record Lease(long projectId, int targetSlot, String source, UUID id, List<UUID> rows) {

  /** Copies the list. */
  Lease {
    rows = List.copyOf(rows);
  }
}
