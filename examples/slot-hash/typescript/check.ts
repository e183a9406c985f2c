import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mix64, slotOf } from "./slot-hash.ts";

interface Vector {
  project_id: string;
  mix64: string;
  slots: Record<string, number>;
}

const file = readFileSync(new URL("../../../docs/slot-hash.json", import.meta.url), "utf8");
const vectors: Vector[] = JSON.parse(file).vectors;
assert.ok(vectors.length > 0);
for (const vector of vectors) {
  const projectId = BigInt(vector.project_id);
  assert.equal(mix64(projectId).toString(16).padStart(16, "0"), vector.mix64);
  for (const [slotCount, slot] of Object.entries(vector.slots)) {
    assert.equal(slotOf(projectId, Number(slotCount)), slot);
  }
}
console.log(`typescript: ${vectors.length} vectors agree`);
