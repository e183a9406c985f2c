package dev.loxodonta.router.reembed;

import dev.loxodonta.router.project.ProjectSpace;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code catalog.reembeddings}.
 *
 * @param operationId the operation that goes from one to the other
 * @param requestId the caller's id for it
 * @param fromSlot the slot that has the old vectors
 * @param from the old space
 * @param to the new one
 */
record SpaceChange(
    UUID operationId, Optional<UUID> requestId, int fromSlot, ProjectSpace from, ProjectSpace to) {}
