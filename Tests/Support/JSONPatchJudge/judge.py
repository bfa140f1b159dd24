#!/usr/bin/env python3
"""Applies patches with another's library, and says whether what comes out is what it should be.

Reads lines of {"document", "patches", "result"}; a result that is missing means that a patch must be refused.
"""

import json
import sys

import jsonpatch

count = 0
for line in sys.stdin:
    case = json.loads(line)
    document = case["document"]
    try:
        for patch in case["patches"]:
            document = jsonpatch.apply_patch(document, patch)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError) as error:
        # It finds out by a TypeError that a number or a text has no members.
        if "result" in case:
            sys.exit(f"refused: {error}: {line[:2000]}")
    else:
        if "result" not in case:
            sys.exit(f"not refused: {line[:2000]}")
        if document != case["result"]:
            sys.exit(f"another result: {json.dumps(document)[:2000]}: {line[:2000]}")
    count += 1
print(count)
