"""Checks by Python alone that an anchor covers an event of a chain, from the files of an evidence bundle:

    python3 verify_anchor_by_hand.py anchor.txt inclusion.json chain.jsonl

The signature and the time-stamp over anchor.txt are checked by openssl; the instructions have the commands.
"""

import hashlib
import json
import sys


def need(holds: object, problem: str) -> None:
    if not holds:
        sys.exit(f"NOT PROVED: {problem}")


text, inclusion, chain_file = (open(name, encoding="utf-8") for name in sys.argv[1:4])
anchor, proof = dict(line.rstrip("\n").split(": ", 1) for line in text), json.load(inclusion)
need((anchor["format"], proof["format"]) == ("tandem/anchor/1", "tandem/inclusion/1"), "another format")
need(int(anchor["leaves"]) == proof["leaves"] > proof["index"] >= 0, "the path is of another tree")

# From the leaf to the root: RFC 9162, section 2.1.3.2.
found = hashlib.sha256(b"\0" + proof["leaf"].encode()).digest()
index, last, path = proof["index"], proof["leaves"] - 1, [bytes.fromhex(each) for each in proof["path"]]
while last:
    if index % 2 or index < last:
        need(path, "the path is too short")
        beside = path.pop(0)
        found = hashlib.sha256(b"\1" + (beside + found if index % 2 else found + beside)).digest()
    index, last = index // 2, last // 2
need(not path and found.hex() == anchor["root"], "the path does not lead to the anchor's root")

events = {(e["case_file_id"], e["chain"], str(e["sequence"]), e["hash"]) for e in map(json.loads, chain_file)}
need(tuple(proof["leaf"].split(" ")) in events, "the anchored event is not in this chain")
print(f"anchor {anchor['number']} of {anchor['time']} covers: {proof['leaf']}")
