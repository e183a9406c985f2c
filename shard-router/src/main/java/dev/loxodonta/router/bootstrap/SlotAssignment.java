package dev.loxodonta.router.bootstrap;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Spreads slots over shards. Pure. */
final class SlotAssignment {

  private SlotAssignment() {}

  /**
   * Returns a shard for every slot: in turn, so that no shard has more than one slot more than
   * another.
   *
   * @param slotCount from 1
   * @param shardIds at least one
   */
  static SortedMap<Integer, Integer> spread(int slotCount, List<Integer> shardIds) {
    SortedMap<Integer, Integer> shardBySlot = new TreeMap<>();
    for (int slot = 0; slot < slotCount; slot++) {
      shardBySlot.put(slot, shardIds.get(slot % shardIds.size()));
    }
    return shardBySlot;
  }
}
