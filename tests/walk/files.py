"""Every address of a file, as everybody: with somebody else's signed link, without one, and by every row's own id."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from starlette.routing import Route

from tests.api.asking import LINKS
from tests.walk.asking import Findings
from tests.walk.leaks import text_of_file
from tests.walk.people import Reader
from tests.walk.world import FILES, World

# What an address with an id gives, and the line of the policy table that opens it. One with another id fails the walk.
GIVEN = {
    "batch_id": ("placement_batches", "placement:read"),
    "bundle_id": ("evidence_bundles", "evidence:read"),
    "debtor_id": ("debtors", "personal_data:export"),
    "document_id": ("documents", "document:read"),
    "run_id": ("print_runs", "print_run:write"),
}
# What an address without an id gives: something of the reader's own organization, by this line.
OF_ONES_OWN = "audit:export"
APART = {
    "/files/uploads/{upload_id:uuid}": "takes bytes instead of giving them: tests/api/test_files.py",
    "/files/inbound/{message_id:uuid}": "its place is asked for beside its id: tests/api/test_inbound_files.py",
    "/files/recordings/{recording_id:uuid}": "its signature names its reader: tests/api/test_recordings.py",
    "/files/audit/verify_by_hand.py": "the same for everybody",
}
OPENED = 200
# The batches of the walk have no refused rows, so no file of corrections.
EMPTY = {"/files/corrections/{batch_id:uuid}"}


async def every_file(world: World, readers: Sequence[Reader]) -> tuple[Findings, set[tuple[str, str]]]:
    """Ask for every file of every row as some readers; returns what was found, and what should have been given."""
    findings = Findings()
    expected: set[tuple[str, str]] = set()
    opened: set[tuple[str, str]] = set()

    for route in routes():
        for reader in readers:
            if route.param_convertors:
                await _of_rows(world, findings, reader, route, expected, opened)
            else:
                await _of_ones_own(world, findings, reader, route)
            for tenant in world.tenants:
                findings.walk(reader, route.path, tenant.name)

    return findings, expected - opened


async def _of_rows(
    world: World,
    findings: Findings,
    reader: Reader,
    route: Route,
    expected: set[tuple[str, str]],
    opened: set[tuple[str, str]],
) -> None:
    (name,) = route.param_convertors
    table, line = GIVEN[name]
    permitted = (world.relation(reader), line) in world.may[reader.name]
    nobodys = await _answers(world, reader, route.path, name, uuid4())
    for owned in world.rows.by_table[table]:
        known = world.rows.may_know(reader, owned)
        if known and permitted and route.path not in EMPTY:
            expected.add((reader.name, route.path))
        answers = await _answers(world, reader, route.path, name, owned.row["id"])
        for answer, other in zip(answers, nobodys, strict=True):
            status, text = answer
            if status == OPENED and known and permitted:
                opened.add((reader.name, route.path))
            elif status == OPENED or (not known and answer != other):
                findings.leak(reader, route.path, str(owned.row["id"]), f"{status} {text[:200]}")
            _look_through(world, findings, reader, route.path, str(owned.row["id"]), text)


async def _of_ones_own(world: World, findings: Findings, reader: Reader, route: Route) -> None:
    permitted = reader.is_signed_in and ("own", OF_ONES_OWN) in world.may[reader.name]
    (unsigned, _), (status, text) = await _answers(world, reader, route.path, "", "")
    _look_through(world, findings, reader, route.path, "its own", text)
    if unsigned == OPENED or (status == OPENED) != permitted:
        findings.leak(reader, route.path, "its own", f"{unsigned} {status} {text[:200]}")


def _look_through(world: World, findings: Findings, reader: Reader, path: str, of: str, text: str) -> None:
    found = world.forbidden[reader.name].found_in(text, {})
    # An event of both parties names the member who acted; its hash is over that, for whoever verifies.
    if "evidence" in path:
        found = [one for one in found if not one.startswith("memberships ")]
    if found:
        findings.leak(reader, path, of, found[:5])


def routes() -> list[Route]:
    """The addresses that are walked."""
    return [route for route in FILES if isinstance(route, Route) and route.path not in APART]


async def _answers(world: World, reader: Reader, path: str, name: str, key: Any) -> list[tuple[int, str]]:
    """What an address gives by itself, and with a signature that its owner was given."""
    address = path.replace("{" + name + ":uuid}", str(key))
    found = []
    for link in (address, LINKS.sign(address, locale="fr", name="corrections.csv")):
        answer = await world.clients[reader.name].get(link)
        text = text_of_file(answer.content).replace(str(key), "<id>") if key else text_of_file(answer.content)
        found.append((answer.status_code, text))
    return found
