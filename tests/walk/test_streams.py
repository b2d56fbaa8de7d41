"""Every stream, as everybody: none opens on somebody else's row, and none tells of what happens to it."""

import asyncio
from contextlib import AsyncExitStack

import orjson
import pytest

from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import cast_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.notes.commands import publish_note, write_note
from tandem.organizations.actor import System
from tandem_graphql.schema import schema
from tests.api.watching import Watch
from tests.walk.asking import Findings
from tests.walk.inputs import arguments
from tests.walk.mutations import side_of
from tests.walk.people import PARTS
from tests.walk.streams import document_of, every_stream, streams
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of streams"), pytest.mark.timeout(600)]

QUIET = 1.0  # seconds in which a frame that a wake-up causes would have come


# A stream that is cut while it opens leaves some of its fields unasked, which Python finds worth a word.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("part", PARTS)
async def test_no_stream_opens_on_somebody_elses_row(world: World, part: str) -> None:
    findings, missing = await every_stream(world, world.part(part))

    assert not findings.leaks, findings.told()
    assert missing == set()


async def test_open_streams_tell_of_ones_own_alone(world: World) -> None:
    findings = Findings()

    async with AsyncExitStack() as opened:
        watches = []
        for reader in world.readers:
            if not reader.is_signed_in:
                continue
            for name, field in streams().items():
                side = side_of(reader)
                for tenant in world.tenants:
                    given = arguments(field, tenant, side)
                    watch = Watch(await schema.stream(document_of(name, given), given, world.connection(reader)))
                    opened.push_async_callback(watch.cut)
                    watches.append((reader, name, tenant, watch))
                    if not given:
                        break
        await asyncio.sleep(QUIET)
        await _something_happens_to_everybody(world)
        await asyncio.sleep(QUIET)
        heard = 0
        for reader, name, tenant, watch in watches:
            frames = await watch.until_quiet(0.01)
            heard += len(frames)
            if found := world.forbidden[reader.name].found_in(orjson.dumps(frames).decode(), {}):
                findings.leak(reader, name, tenant.name, found[:5])

    assert not findings.leaks, findings.told()
    assert heard > len(world.tenants)


async def _something_happens_to_everybody(world: World) -> None:
    """Notes of each side and to both, of every tenant; and everybody is told to look at their rights again."""
    for tenant in world.tenants:
        for side, name in (
            ("agency", f"collector of {tenant.agency}"),
            ("creditor", f"creditor_administrator of {tenant.creditor}"),
        ):
            author = await world.actor(next(one for one in world.readers if one.name == name))
            await write_note(
                author, tenant.ids["CaseFile"], body=f"Vif {tenant.word(side)}", audience=Audience.OWN_SIDE
            )
            both = await write_note(
                author, tenant.ids["CaseFile"], body=f"Vif {tenant.word('both')}", audience=Audience.PARTIES
            )
            await publish_note(System(author.organization_id), both.id)
    flusher.hand_over([Wakeup("grant", cast_id("lemanique"), (cast_id("lemanique"), cast_id("bati-loire")))])
