#!/usr/bin/env python3
"""The slot of a project: mix64(project_id) mod slot_count, both unsigned.

Run it to check this file against docs/slot-hash.json.
"""

import json
import pathlib

MASK = (1 << 64) - 1


def mix64(value):
    """Returns the finalizer of splitmix64; a negative number counts as its unsigned 64 bits."""
    value &= MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


def slot_of(project_id, slot_count):
    """Returns the slot, from 0 to slot_count - 1."""
    return mix64(project_id) % slot_count


def check(path):
    vectors = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    for vector in vectors:
        project_id = int(vector["project_id"])
        assert f"{mix64(project_id):016x}" == vector["mix64"], vector
        for slot_count, slot in vector["slots"].items():
            assert slot_of(project_id, int(slot_count)) == slot, vector
    print(f"python: {len(vectors)} vectors agree")


if __name__ == "__main__":
    check(pathlib.Path(__file__).resolve().parents[3] / "docs" / "slot-hash.json")
