"""Non-interference: what one side does on its own is not to be seen, counted or felt by anybody else, on any surface.

All that a reader can learn is read through every surface before and after (`everything.py`), and must be the same to
the byte; streams that stay open meanwhile stay silent. The list of surfaces is `surfaces.py`. That nothing of other
organizations is ever shown is the walk's, `tests/walk`; here is what happens between those who share a case file.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem import contacts
from tandem.casefiles import storage
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.http import auth, files
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.refusals import refuse
from tandem.kit import clock
from tandem.kit.errors import TandemError
from tandem.kit.wakeups import flusher, listener
from tandem_channels.fake import FakeChannel, FakeFindableChannel
from tandem_graphql.app import graphql_routes
from tests.api import acts
from tests.api.asking import LINKS
from tests.api.cases import make_full_case
from tests.api.everything import Reader, differences, reader, stream_walks
from tests.api.surfaces import SECRET
from tests.support.builders import MadeCase, make_case
from tests.walk.inputs import NAMED
from tests.walk.rows import Known
from tests.walk.world import PATIENT

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# What a reader searched for stands in the address of what was found.
SEARCHED = f"('search', '{SECRET}')"
QUIET = 1.0  # seconds in which a frame that a wake-up causes would have come
AGENCY = {"collector": "awa@lenoir.example", "manager": "marc@lenoir.example", "administrator": "ines@lenoir.example"}
CREDITOR = {"creditor's member": "lucas@bati-loire.example", "creditor's administrator": "helene@bati-loire.example"}
OUTSIDE = {
    "banker": "yann@lemanique.example",
    "other agency": "tom@atlas.example",
    "other creditor": "nadia@energie.example",
}


@dataclass
class World:
    """A case file with a bit of everything, and everybody who may want to look at it."""

    made: MadeCase
    # Another client of the same agency has a case against the same telephone.
    twin: MadeCase
    known: Known
    owner: asyncpg.Connection
    readers: dict[str, Reader]

    async def learned_by(self, *names: str) -> dict[str, dict[str, str]]:
        """All that each of them can learn now, in this order."""
        return {name: await self.readers[name].everything(self.known, self.owner) for name in names}


@pytest.fixture
async def world(committed: DatabaseUrls) -> AsyncIterator[World]:
    clock.configure(MORNING - datetime.now(UTC))
    storage.configure(MemoryStore())
    contacts.configure(
        contacts.Channels(
            sms=FakeFindableChannel(),
            voice=FakeFindableChannel(),
            email=FakeChannel(),
            public_url="https://app.example",
        )
    )
    app = Starlette(
        routes=[
            *graphql_routes(
                "/graphql", authenticate=auth.actor_of_request, is_same_origin=is_ours, links=LINKS, senders=PATIENT
            ),
            *files.routes,
        ],
        exception_handlers={TandemError: refuse},
    )
    app.state.links = LINKS
    async with AsyncExitStack() as open_ones:
        owner = await asyncpg.connect(committed.owner)
        open_ones.push_async_callback(owner.close)
        await open_ones.enter_async_context(listener.run(committed.web))
        await open_ones.enter_async_context(flusher.run(committed.web))
        for _ in range(5):  # enough debtors for the bank to see figures
            await make_case()
        made, twin = await make_full_case(), await make_case(creditor="clinique", mandate="MR-2026-003")
        for (key,) in await owner.fetch("SELECT storage_key FROM documents"):
            await storage.put(key, b"the letter")
        await acts.deliver_email(made)
        # The worker writes what a provider tells; here the acts of both sides go through one role.
        await owner.execute("GRANT INSERT ON delivery_reports, inbound_messages TO tandem_web")
        await acts.share_telephone(made, twin)
        await acts.open_to_the_bank()
        known = Known(
            dict.fromkeys(NAMED, UUID(int=0))
            | {
                "Membership:of the agency": cast_id("awa", "lenoir"),
                "Membership:of the creditor": cast_id("lucas", "bati-loire"),
                "Organization:agency": cast_id("lenoir"),
                "Organization:creditor": cast_id("bati-loire"),
                "Portfolio": acts.PORTFOLIO,
                "CaseFile": made.case_file.id,
                "PlacementBatch": made.case_file.batch_id,
                "ContactPoint": made.phone.id,
                "Debtor": made.case_file.debtor_id,
                # Of both parties: one that may leave with an e-mail.
                "Document": await owner.fetchval("SELECT id FROM documents WHERE case_file_id = $1", made.case_file.id),
            }
        )
        everybody = AGENCY | CREDITOR | OUTSIDE
        readers = {name: await reader(app, name, email) for name, email in everybody.items()}
        for one in readers.values():
            open_ones.push_async_callback(one.client.aclose)
        yield World(made, twin, known, owner, readers)
    contacts.configure(contacts.Channels())
    clock.configure(timedelta(0))


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("act", "colleague", "others"),
    [
        (acts.of_the_agency, "manager", CREDITOR | OUTSIDE),
        (acts.of_the_creditor, "creditor's administrator", AGENCY | OUTSIDE),
    ],
    ids=["the agency acts", "the creditor acts"],
)
async def test_what_one_side_does_alone_nobody_else_can_tell(
    world: World,
    act: Callable[[MadeCase, MadeCase], Awaitable[None]],
    colleague: str,
    others: dict[str, str],
) -> None:
    # That a banker looks is told to the creditor: it happens before what is compared, or after.
    order = sorted(others, key="banker".__ne__)
    async with AsyncExitStack() as streams:
        watches = {
            (name, walk.name): await streams.enter_async_context(world.readers[name].watching(walk))
            for name in others
            for walk in stream_walks(world.known)
        }
        before = await world.learned_by(*order)
        for watch in watches.values():
            await watch.until_quiet(0.05)
        await act(world.made, world.twin)
        await asyncio.sleep(QUIET)
        heard = {key: await watch.until_quiet(0.01) for key, watch in watches.items()}

    assert {key: frames for key, frames in heard.items() if frames} == {}
    after = await world.learned_by(*reversed(order), colleague)
    for name in others:
        assert differences(before[name], after[name]) == {}, name
        words = "".join(after[name].values()).lower().replace(SEARCHED, "")
        assert re.findall(f".{{0,80}}{SECRET}.{{0,80}}", words) == [], name
    assert SECRET in str(after[colleague].values()).lower()


@pytest.mark.timeout(400)
async def test_what_is_shared_reaches_both_sides_and_nobody_else(world: World) -> None:
    before = await world.learned_by(*OUTSIDE)

    await acts.shared(world.made)

    after = await world.learned_by(*AGENCY, *CREDITOR, *OUTSIDE)
    for name in AGENCY | CREDITOR:
        assert SECRET in str(after[name].values()).lower(), name
    for name in OUTSIDE:
        assert differences(before[name], after[name]) == {}, name


async def test_a_bank_with_totals_learns_no_kind_no_day_and_no_sequence(world: World) -> None:
    await acts.milestone(world.made)

    learned = (await world.learned_by("banker"))["banker"]

    milestones = await world.owner.fetch("SELECT kind, chain, milestone FROM timeline_events WHERE milestone")
    assert ("letter_posted", "parties", True) in {tuple(row) for row in milestones}
    words = "".join(learned.values())
    assert '"withheld":false' in words
    for hidden in ("letter_posted", "LetterPosted", "sequence", world.made.case_file.reference, world.made.party.name):
        assert str(hidden) not in words
