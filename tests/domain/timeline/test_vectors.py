"""The page, the frozen vectors and the code say the same, byte for byte."""

import base64
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tandem.timeline.disclosing import disclosure
from tandem.timeline.encoding import Envelope, commitment_of, genesis, hash_of
from tandem.timeline.sealing import DataKey, Sealed, event_key

DOCS = Path("docs/subsystems")
PAGE = (DOCS / "timeline.md").read_text()
VECTORS: list[dict[str, Any]] = [
    json.loads(line) for line in (DOCS / "timeline-vectors.jsonl").read_bytes().splitlines()
]
DATA_KEY = bytes(range(32))
# Written down once. A change of any of these is a change of the format: it needs an encoding of its own.
HASHES = [
    "481114b82d50fd210d1270c37be0779912bab68e58b4c50654bbc7fcb8f5e9a8",
    "3f007aeb9e9a6f0ae3fa743d603a3f10750ed566c9e4f8cdbf213cdcf884e983",
    "4c996c25973b05bca68f63cc973473485dad232c5e16a030c90fae114f8eb1fe",
]


def envelope_of(event: dict[str, Any]) -> Envelope:
    def instant(name: str) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=event[name])

    return Envelope(
        encoding=event["encoding"],
        case_file_id=UUID(event["case_file_id"]),
        agency_id=UUID(event["agency_id"]),
        creditor_id=UUID(event["creditor_id"]),
        chain=event["chain"],
        sequence=event["sequence"],
        event_id=UUID(event["id"]),
        key_id=UUID(event["key_id"]),
        kind=event["kind"],
        milestone=event["milestone"],
        occurred_at=instant("occurred_at"),
        recorded_at=instant("recorded_at"),
        supersedes=UUID(event["supersedes"]) if event["supersedes"] else None,
        public=event["public"],
        sealed=base64.b64decode(event["sealed"]),
        commitment=bytes.fromhex(event["commitment"]),
        previous_hash=bytes.fromhex(event["previous_hash"]),
    )


def test_the_hashes_are_those_that_were_written_down():
    assert [hash_of(envelope_of(event)).hex() for event in VECTORS] == HASHES
    assert [event["hash"] for event in VECTORS] == HASHES
    assert [event["encoding"] for event in VECTORS] == [1, 2, 2]


def test_the_chain_begins_with_the_genesis_of_the_page():
    first = VECTORS[0]

    assert genesis(UUID(first["case_file_id"]), first["chain"]).hex() == first["previous_hash"]
    assert f"| genesis of the chain | `{first['previous_hash']}` |" in PAGE


@pytest.mark.parametrize("event", VECTORS, ids=lambda event: f"event {event['sequence']}")
def test_seals_open_with_the_derived_key_to_the_text_committed_to(event: dict[str, Any]):
    key, event_id, shown = DataKey(UUID(event["key_id"]), DATA_KEY), UUID(event["id"]), event["disclosed"]
    sealed = Sealed(base64.b64decode(event["sealed"]), bytes.fromhex(event["commitment"]))

    opened = disclosure(key, event_id, sealed)

    assert (opened.key.hex(), opened.salt.hex(), opened.plaintext.decode()) == (
        shown["key"],
        shown["salt"],
        shown["plaintext"],
    )
    assert event_key(key, event_id) == opened.key
    assert commitment_of(opened.salt, opened.plaintext).hex() == event["commitment"]


def test_the_fields_of_the_page_are_the_bytes_that_are_hashed():
    rows = re.findall(r"(?m)^\| (\d+) \| [a-z ]+ \| (\d+) \| `?([0-9a-f]*)`? \|$", PAGE)
    fields = [bytes.fromhex(value) for _, _, value in rows]

    assert [int(number) for number, _, _ in rows] == list(range(1, 18))
    assert [int(length) for _, length, _ in rows] == [len(field) for field in fields]
    joined = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
    assert f"With their lengths they are {len(joined)} bytes" in PAGE
    command = subprocess.run(["sha256sum"], input=joined, capture_output=True, check=True)
    assert command.stdout.split()[0].decode() == HASHES[1]
    assert f"\n    {HASHES[1]}\n" in PAGE


def test_every_value_of_the_page_is_the_vectors():
    event = VECTORS[1]

    for value in (
        HASHES[0],
        HASHES[2],
        event["disclosed"]["key"],
        event["disclosed"]["salt"],
        event["commitment"],
        DATA_KEY.hex(),
        event["disclosed"]["plaintext"],
    ):
        assert f"`{value}`" in PAGE


def test_the_commands_of_the_page_give_its_hashes():
    event_hash, commitment, key = re.findall(r"(?s)```bash\n(.*?)```", PAGE)
    functions = event_hash.partition("{\n  text")[0]

    def run(script: str) -> str:
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()[0]

    assert run(event_hash) == HASHES[1]
    assert run(functions + commitment) == VECTORS[1]["commitment"]
    assert run(key) == VECTORS[1]["disclosed"]["key"]


def test_the_script_takes_the_vectors():
    script = Path("platform/tandem/timeline/verify_by_hand.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", script],
        input=(DOCS / "timeline-vectors.jsonl").read_bytes(),
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().rstrip().endswith(f"3 events, last {HASHES[2]}")
