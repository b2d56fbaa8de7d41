"""The log as a file: a table that a spreadsheet reads, and lines that a stranger verifies with Python alone."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit.export import AuditForm, export_audit
from tandem.organizations.audit.kinds import AuditGroup
from tandem.organizations.audit.queries import EVERYTHING, AuditFilter
from tandem.organizations.errors import NotPermitted
from tests.domain.audit.chains import chain_of, told

INES, HELENE = actor_of_cast("ines"), actor_of_cast("helene")
SCRIPT = Path(audit.__file__).with_name("verify_by_hand.py")


async def exported(actor: Actor, form: AuditForm, narrowed: AuditFilter = EVERYTHING, locale: str = "fr") -> bytes:
    return b"".join([part async for part in await export_audit(actor, form, narrowed, locale)])


def by_hand(lines: bytes) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-I", SCRIPT], input=lines, capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode().strip()


async def test_the_export_is_in_the_log_and_the_last_line_of_its_own_file(committed: DatabaseUrls) -> None:
    await told(HELENE)
    for number in range(3):
        await told(INES, f"Équipe {number}")

    lines = await exported(INES, AuditForm.JSONL)

    rows = await chain_of(committed, INES.organization_id)
    records = [orjson.loads(line) for line in lines.splitlines()]
    assert [record["hash"] for record in records] == [row["hash"].hex() for row in rows]
    assert (records[-1]["kind"], records[-1]["details"]) == ("audit_exported", '{"form":"jsonl"}')
    assert by_hand(lines) == (0, f"right events 1 to 4, last {records[-1]['hash']}")


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"quipe 1", b"quipe 9"), lines[2]], "event 2"),
        (lambda lines: [lines[0], lines[2]], "event 3"),
        (lambda lines: [lines[1], lines[0]], "event 1"),
        (lambda lines: [lines[0], lines[1].replace(b'"via"', b'"viaduct"')], "event 2"),
    ],
    ids=["changed", "gap", "order", "unreadable"],
)
async def test_by_hand_a_changed_line_is_named(committed: DatabaseUrls, tamper: object, expected: str) -> None:
    for number in range(3):
        await told(INES, f"Équipe {number}")
    lines = (await exported(INES, AuditForm.JSONL)).splitlines()

    status, printed = by_hand(b"\n".join(tamper(lines)))  # type: ignore[operator]

    assert status == 1
    assert printed.startswith(f"WRONG {expected} (")


async def test_nothing_is_not_right(committed: DatabaseUrls) -> None:
    assert by_hand(b"")[0] == 1


async def test_the_table_has_the_filter_the_language_and_no_formula(committed: DatabaseUrls) -> None:
    await told(INES, "=HYPERLINK(1)")
    await exported(INES, AuditForm.JSONL)

    table = await exported(INES, AuditForm.CSV, AuditFilter(groups=(AuditGroup.EXPORTS,)))
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))

    assert rows[0][:3] == ["date (UTC)", "qui", "quoi"]
    assert [(row[1], row[2], row[3]) for row in rows[1:]] == [
        (INES.person_name, "Journal d’audit exporté (CSV)", "session"),
        (INES.person_name, "Journal d’audit exporté (JSONL)", "session"),
    ]
    everything = (await exported(INES, AuditForm.CSV, locale="en")).decode("utf-8-sig")
    assert "Team “=HYPERLINK(1)” created" in everything
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(everything), delimiter=";") for cell in row)


async def test_it_is_written_in_parts(committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        await told(INES, str(number))
    monkeypatch.setattr("tandem.organizations.audit.export._AT_ONCE", 3)

    lines = await exported(INES, AuditForm.JSONL)
    table = (await exported(INES, AuditForm.CSV)).decode("utf-8-sig")

    assert by_hand(lines)[1].startswith("right events 1 to 8")
    assert table.count("\r\n") == 1 + 9


@pytest.mark.parametrize("person", ["awa", "marc", "lucas", "yann"])
async def test_who_may_not_export_it_does_not_and_nothing_is_told(committed: DatabaseUrls, person: str) -> None:
    actor = actor_of_cast(person)

    with pytest.raises(NotPermitted):
        await export_audit(actor, AuditForm.CSV, EVERYTHING, "fr")

    assert await chain_of(committed, actor.organization_id) == []
