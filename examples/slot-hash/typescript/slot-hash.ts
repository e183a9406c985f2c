// The slot of a project: mix64(project_id) mod slot count, unsigned.

/** Returns the finalizer of splitmix64; a negative number counts as its unsigned 64 bits. */
export function mix64(value: bigint): bigint {
  let mixed = BigInt.asUintN(64, value);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
}

/** Returns the slot, from 0 to slotCount - 1. */
export function slotOf(projectId: bigint, slotCount: number): number {
  return Number(mix64(projectId) % BigInt(slotCount));
}
