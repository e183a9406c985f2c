package dev.loxodonta.topology;

import java.util.Map;

/**
 * The map of the cluster at one epoch: slots to shards, shards to nodes, and the projects that have
 * a slot of their own. Immutable.
 *
 * @param epoch rises with every change of placement, membership or role
 * @param slotCount how many slots ids are hashed to
 * @param shards by id
 * @param slots by number
 * @param placements slot by project, for projects with a slot of their own
 */
public record ShardMap(
    long epoch,
    int slotCount,
    Map<Integer, Shard> shards,
    Map<Integer, Slot> slots,
    Map<Long, Integer> placements) {

  /** Copies the maps. */
  public ShardMap {
    shards = Map.copyOf(shards);
    slots = Map.copyOf(slots);
    placements = Map.copyOf(placements);
  }

  /**
   * Returns where a project lives, whether or not such a project was made.
   *
   * @throws IllegalStateException when the map has no place for its slot, which a router never
   *     sends
   */
  public Location locate(long projectId) {
    int number = placements.getOrDefault(projectId, SlotHash.slotOf(projectId, slotCount));
    Slot slot = slots.get(number);
    Shard shard = slot == null ? null : shards.get(slot.shardId());
    if (slot == null || shard == null) {
      throw new IllegalStateException("the map of epoch " + epoch + " has no slot " + number);
    }
    return new Location(projectId, slot, number < slotCount, shard);
  }
}
