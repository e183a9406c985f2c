package dev.loxodonta.topology;

/**
 * Hashes project ids to slots: {@code mix64(project_id) mod slotCount}, both unsigned.
 *
 * <p>mix64 is the finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014; Stafford's variant 13
 * constants). Clients in any language compute the same from {@code docs/slot-hash.json}.
 */
public final class SlotHash {

  private SlotHash() {}

  /**
   * Returns the slot of a project, in {@code [0, slotCount)}.
   *
   * @param projectId any 64-bit number
   * @param slotCount how many slots the cluster was made with, positive
   */
  public static int slotOf(long projectId, int slotCount) {
    return (int) Long.remainderUnsigned(mix64(projectId), slotCount);
  }

  /** Returns the mixed bits of a number: a bijection on 64 bits. */
  public static long mix64(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
