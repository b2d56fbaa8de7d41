"""Every address of a file, as everybody: with somebody else's signed link, without one, and by every row's own id."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from starlette.routing import Route

from tandem.entrypoints.http import files
from tests.api.asking import LINKS
from tests.walk.asking import Findings
from tests.walk.leaks import text_of_file
from tests.walk.people import Reader
from tests.walk.world import World

# One world a process: those that share it run in one.
pytestmark = [pytest.mark.xdist_group("second wall"), pytest.mark.timeout(600)]

# What the id in a path is of. A route with another id fails the walk.
TABLES = {
    "batch_id": "placement_batches",
    "bundle_id": "evidence_bundles",
    "debtor_id": "debtors",
    "document_id": "documents",
}
# Takes bytes instead of giving them: `tests/api/test_files.py` is about it.
UPLOADS = "/files/uploads/{upload_id:uuid}"
OPENED = 200


async def test_every_file_as_everybody(world: World) -> None:
    findings, opened = Findings(), set()

    for path, name in _routes():
        table = TABLES[name]
        for reader in world.readers:
            nobodys = await _answers(world, reader, path, name, uuid4())
            for owned in world.rows.by_table[table]:
                answers = await _answers(world, reader, path, name, owned.row["id"])
                known = world.rows.may_know(reader, owned)
                for answer, other in zip(answers, nobodys, strict=True):
                    status, text = answer
                    if status == OPENED and known:
                        opened.add(path)
                    elif status == OPENED or (not known and answer != other):
                        findings.leak(reader, path, str(owned.row["id"]), f"{status} {text[:200]}")
                    found = world.forbidden[reader.name].found_in(text, {})
                    # An event of both parties names the member who acted; its hash is over that, for whoever verifies.
                    if "evidence" in path:
                        found = [one for one in found if not one.startswith("memberships ")]
                    if found:
                        findings.leak(reader, path, str(owned.row["id"]), found[:5])
            for tenant in world.tenants:
                findings.walk(reader, path, tenant.name)

    assert not findings.leaks, findings.told()
    assert opened == {path for path, name in _routes() if name != "batch_id"}, "nobody could open the others"


def _routes() -> Iterator[tuple[str, str]]:
    for route in files.routes:
        assert isinstance(route, Route)
        if route.path != UPLOADS:
            (name,) = route.param_convertors
            yield route.path, name


async def _answers(world: World, reader: Reader, path: str, name: str, key: Any) -> list[tuple[int, str]]:
    """What an address gives by itself, and with a signature that its owner was given."""
    address = path.replace("{" + name + ":uuid}", str(key))
    found = []
    for link in (address, LINKS.sign(address, locale="fr", name="corrections.csv")):
        answer = await world.clients[reader.name].get(link)
        text = text_of_file(answer.content).replace(str(key), "<id>")
        found.append((answer.status_code, text))
    return found
