#!/usr/bin/env python3
"""Prints docs/slot-hash.json."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "python"))

from slot_hash import mix64, slot_of  # noqa: E402

SLOT_COUNTS = [32, 64, 128, 1024]
PROJECT_IDS = [
    *range(0, 11),
    *(42, 99, 100, 255, 256, 1000, 1001, 4096, 65_535, 65_536, 1_000_000, 123_456_789),
    *(2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**53 + 1, 2**62, 2**63 - 1),
    *(0x0123456789ABCDEF, 0x5555555555555555, 0x2AAAAAAAAAAAAAAA),
    *(-1, -2, -42, -(2**31), -(2**63)),
]

print(
    json.dumps(
        {
            "about": "slot = mix64(project_id) mod slot_count, both unsigned. mix64 is the finalizer"
            " of splitmix64. Project ids are int64 and written as text, as JSON has it for int64; a"
            " negative one is hashed as its unsigned 64 bits (-1 is 2^64 - 1). Projects have ids"
            " from 1; the others are here to test implementations. A project with a slot of its own"
            " (numbers from slot_count on) is found by asking the router, not by this hash.",
            "vectors": [
                {
                    "project_id": str(project_id),
                    "mix64": f"{mix64(project_id):016x}",
                    "slots": {str(count): slot_of(project_id, count) for count in SLOT_COUNTS},
                }
                for project_id in PROJECT_IDS
            ],
        },
        indent=2,
    )
)
