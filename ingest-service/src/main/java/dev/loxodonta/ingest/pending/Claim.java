package dev.loxodonta.ingest.pending;

import java.util.List;
import java.util.UUID;

/**
 * Memories of one project that this process has leased.
 *
 * @param projectId the project
 * @param lease the lease
 * @param ids the memories, at least one
 */
record Claim(long projectId, UUID lease, List<UUID> ids) {

  /** Copies the list. */
  Claim {
    ids = List.copyOf(ids);
  }
}
