"""Forty lines of Python that import nothing of ours re-compute real chains and name what was changed in an export."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.timeline import Chain
from tandem.timeline.export import exported
from tests.support.services import orm

Records = list[dict[str, Any]]
AWA = actor_of_cast("awa")
SCRIPT = Path("platform/tandem/timeline/verify_by_hand.py").absolute()


def verified(records: Records) -> tuple[int, list[str]]:
    """Exit status and lines of the script, run without site packages and far from the project."""
    lines = "".join(json.dumps(record) + "\n" for record in records)
    command = [sys.executable, "-I", "-S", SCRIPT]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, cwd="/", check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


@pytest.fixture(scope="module")
async def real(told: DatabaseUrls) -> Records:
    """The case file of the demo with most events, disclosed, as its agency exports it."""
    async with orm(told.web, pool=2), transaction(AWA):
        longest = await database.row(
            "SELECT case_file_id FROM timeline_heads GROUP BY 1 ORDER BY sum(sequence) DESC, 1 LIMIT 1"
        )
        assert longest is not None
        return [each async for each in exported(longest["case_file_id"], Chain, disclose=True)]


@pytest.fixture
def records(real: Records) -> Records:
    """Its shared chain alone, to be tampered with."""
    return [json.loads(json.dumps(record)) for record in real if record["chain"] == "parties"]


def test_the_script_is_short_and_stands_alone():
    lines = SCRIPT.read_text().splitlines()

    assert len(lines) <= 40
    assert not [line for line in lines if "import" in line and "tandem" in line]


def test_real_chains_are_right(real: Records):
    status, lines = verified(real)

    assert status == 0
    assert [line.split(":")[0].rsplit(" ", 1)[1] for line in lines] == ["agency", "parties"]
    assert all(line.startswith("right") for line in lines)
    last = real[-1]
    assert f"{last['sequence']} events, last {last['hash']}" in lines[-1]


async def test_every_case_file_of_the_demo_is_right(told: DatabaseUrls):
    async with orm(told.web, pool=2), transaction(AWA):
        ids = [row["case_file_id"] for row in await database.rows("SELECT DISTINCT case_file_id FROM timeline_heads")]
        records = [each for id_ in ids for each in [one async for one in exported(id_, Chain, disclose=True)]]

    status, lines = verified(records)

    assert status == 0
    assert len(lines) >= len(ids) > 10


def change(field: str, value: object) -> Callable[[Records], None]:
    def tamper(records: Records) -> None:
        assert records[4][field] != value
        records[4][field] = value

    return tamper


def promote(records: Records) -> None:
    records[4]["milestone"] = not records[4]["milestone"]


def swap(records: Records) -> None:
    records[3], records[4] = records[4], records[3]


def rename(records: Records) -> None:
    """Swap the places too, as far as they can be written."""
    swap(records)
    for field in ("sequence", "previous_hash"):
        records[3][field], records[4][field] = records[4][field], records[3][field]


def insert(records: Records) -> None:
    records.insert(4, {**records[3], "sequence": 5, "previous_hash": records[3]["hash"]})


def flip(records: Records) -> None:
    sealed = bytearray(base64.b64decode(records[4]["sealed"]))
    sealed[-1] ^= 1
    records[4]["sealed"] = base64.b64encode(sealed).decode()


def tell_otherwise(records: Records) -> None:
    records[4]["disclosed"]["plaintext"] += " "


ANOTHER = "01890000-0000-7000-8000-000000000000"
CHANGED = "its contents do not give its hash"


@pytest.mark.parametrize(
    ("tamper", "place", "problem"),
    [
        (change("public", '{"actor":{},"data":{}}'), 4, CHANGED),
        (change("kind", "payment_recorded"), 4, CHANGED),
        (promote, 4, CHANGED),
        (change("occurred_at", 0), 4, CHANGED),
        (change("recorded_at", 0), 4, CHANGED),
        (change("agency_id", ANOTHER), 4, CHANGED),
        (change("creditor_id", ANOTHER), 4, CHANGED),
        (change("key_id", ANOTHER), 4, CHANGED),
        (change("id", ANOTHER), 4, CHANGED),
        (change("supersedes", ANOTHER), 4, CHANGED),
        (change("commitment", "00" * 32), 4, CHANGED),
        (change("commitment", "none"), 4, "it cannot be read"),
        (change("previous_hash", "00" * 32), 4, CHANGED),
        (change("hash", "00" * 32), 4, CHANGED),
        (change("encoding", 1), 4, CHANGED),
        (change("sequence", 6), 4, CHANGED),
        (flip, 4, CHANGED),
        (tell_otherwise, 4, "its disclosed text is not the one that was committed to"),
        (swap, 3, "it does not follow event 3"),
        (rename, 3, CHANGED),
        (insert, 4, CHANGED),
        (lambda records: records.pop(4), 4, "it does not follow event 4"),
        (lambda records: records.pop(0), 0, "it does not follow event 0"),
        (lambda records: records.append(records[-1]), -1, "it does not follow event"),
    ],
)  # fmt: skip
def test_each_change_of_an_export_is_named(
    records: Records, tamper: Callable[[Records], object], place: int, problem: str
):
    tamper(records)

    status, (line,) = verified(records)

    assert status == 1
    named = records[place]
    assert line.startswith(
        f"WRONG case file {named['case_file_id']}, chain parties: event {named['sequence']} ({named['id']}): {problem}"
    )


def test_an_event_of_another_chain_is_named(records: Records):
    records[4]["chain"] = "agency"

    status, lines = verified(records)

    assert status == 1
    assert [line.split(": ", 1)[1] for line in lines] == [
        f"event 6 ({records[5]['id']}): it does not follow event 4",
        f"event 5 ({records[4]['id']}): {CHANGED}",
    ]


def test_nothing_at_all_proves_nothing():
    assert verified([]) == (1, [])
