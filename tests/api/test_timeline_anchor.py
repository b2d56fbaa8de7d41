"""Up to when a timeline is proved: told to each side of what it sees, and of nothing else."""

from datetime import UTC, datetime
from typing import Any

import asyncpg

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, record
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.support.builders import MadeCase, make_case

AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
ANCHOR = """
    query ($id: ID!) { caseFile(id: $id) {
        timelineAnchor { number madeAt eventsSince timeStampedAt authority qualified } } }
"""


async def told(made: MadeCase, person: str, organization: str) -> Any:
    answer = await ask(person, organization, ANCHOR, id=global_id("CaseFile", made.case_file.id))
    assert answer.errors == []
    return answer.data["caseFile"]["timelineAnchor"]


async def anchored(urls: DatabaseUrls, number: int, made: MadeCase, chain: Chain) -> None:
    """As the worker remembers it."""
    worker = await asyncpg.connect(urls.worker)
    await worker.execute(
        "INSERT INTO timeline_anchors (number, made_at, looked_at, leaves, sha256, stamp, stamped_at, authority, "
        "qualified) VALUES ($1, $2, $2, 1, $3, 'stamped', $2, 'CN=Authority', false)",
        number,
        AT,
        bytes(32),
    )
    await worker.execute(
        "INSERT INTO timeline_anchored VALUES ($1, $2, 1, $3) "
        "ON CONFLICT (case_file_id, chain) DO UPDATE SET anchor = $3",
        made.case_file.id,
        chain.value,
        number,
    )
    await worker.close()


async def test_each_side_is_told_of_the_chains_that_it_sees(served: DatabaseUrls) -> None:
    made, awa = await make_case(), actor_of_cast("awa")
    assert await told(made, "awa", "lenoir") is None
    async with transaction(awa):
        await record(awa, made.case_file, NoteWritten(new_id(), body="Rappeler."), chain=Chain.AGENCY)
    await anchored(served, 1, made, Chain.PARTIES)
    await anchored(served, 2, made, Chain.AGENCY)
    async with transaction(awa):
        await record(awa, made.case_file, NoteWritten(new_id(), body="Rappeler encore."), chain=Chain.AGENCY)

    agency, creditor = await told(made, "awa", "lenoir"), await told(made, "helene", "bati-loire")

    assert (agency["number"], agency["eventsSince"]) == (2, 1)
    assert creditor == {
        "number": 1,
        "madeAt": "2026-11-22T07:00:00+00:00",
        "eventsSince": 0,
        "timeStampedAt": "2026-11-22T07:00:00+00:00",
        "authority": "CN=Authority",
        "qualified": False,
    }
