package dev.loxodonta.ingest.pending;

import java.util.List;
import java.util.UUID;

/**
 * Rows of one table of one project that this process has leased.
 *
 * @param projectId the project
 * @param source the table
 * @param lease the lease
 * @param ids the rows, at least one
 */
record Claim(long projectId, Source source, UUID lease, List<UUID> ids) {

  /** Copies the list. */
  Claim {
    ids = List.copyOf(ids);
  }
}
