package dev.loxodonta.router.project;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.topology.SlotHash;
import java.time.Instant;
import java.util.Optional;

/**
 * A project as the catalog has it.
 *
 * @param settings what the caller decided
 * @param state whether it can be seen
 * @param synced whether the shard has the settings and the state
 * @param ownSlot its own slot, if it has one
 * @param tier how much is kept ready for its searches
 * @param tierByHand whether somebody chose the tier
 * @param createdAt when it was made
 */
public record CatalogProject(
    ProjectSettings settings,
    ProjectState state,
    boolean synced,
    Optional<Integer> ownSlot,
    Tier tier,
    boolean tierByHand,
    Instant createdAt) {

  /** Returns the kind of index that its own slot is to have, by its settings and its tier. */
  public Optional<VectorIndexKind> servedKind() {
    return tier.kind(settings);
  }

  /** Returns the slot that it lives in. */
  public int slot(int slotCount) {
    return ownSlot.orElseGet(() -> SlotHash.slotOf(settings.projectId(), slotCount));
  }
}
