"""Live updates of one case file and of the lists: nothing lost, nothing twice, nothing for the wrong eyes."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tortoise.connection import get_connection

from tandem.casefiles.commands import move_case_file
from tandem.casefiles.models import CloseCode, Stage
from tandem.casefiles.publishing import Audience
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.wakeups import flusher, listener
from tandem.notes.commands import write_note
from tandem.organizations import sign_in as sessions
from tandem.organizations.actor import Actor, System
from tandem.organizations.grants import open_bank_grant, revoke_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.progress import fail, show
from tandem.timeline.queries import Position
from tandem_graphql import live as live_updates
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema
from tandem_graphql.timeline import subscription
from tests.api.asking import ask, counted_statements
from tests.api.watching import PATIENCE, Watch, sign_in, watching
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")

TIMELINE = """
    subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) {
        position event { __typename id sequence chain } caseFile { stage balance { outstanding { amount } } } } }
"""
HELENE = "helene@bati-loire.example"


def _id(made: MadeCase) -> str:
    return global_id("CaseFile", made.case_file.id)


async def _move(made: MadeCase, *stages: Stage) -> None:
    marc = actor_of_cast("marc", "lenoir")
    for stage in stages:
        code = CloseCode.OTHER if stage is Stage.CLOSED else None
        await move_case_file(marc, made.case_file.id, stage=stage, close_code=code)


async def _now(made: MadeCase) -> str:
    document = "query ($id: ID!) { caseFile(id: $id) { timelinePosition } }"
    answer = await ask("helene", "bati-loire", document, id=_id(made))
    return str(answer.data["caseFile"]["timelinePosition"])


async def _sequences(watch: Watch, frames: int) -> list[int]:
    return [(await watch.frame())["timeline"]["event"]["sequence"] for _ in range(frames)]


async def test_an_open_page_gets_an_event_of_the_other_side() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        await _move(made, Stage.PRE_LEGAL)
        frame = (await watch.frame())["timeline"]

    assert frame["event"]["__typename"] == "StageChanged"
    assert frame["caseFile"] == {"stage": "PRE_LEGAL", "balance": {"outstanding": {"amount": "120.00"}}}


async def test_a_stream_resumes_without_losing_or_repeating() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)
    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        await _move(made, Stage.PRE_LEGAL)
        position = (await watch.frame())["timeline"]["position"]
    await _move(made, Stage.LEGAL, Stage.CLOSED)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=position) as watch:
        missed = await _sequences(watch, 2)
        await asyncio.sleep(0.1)
        silent = watch.is_silent

    assert missed == [3, 4]
    assert silent


async def test_each_frame_shows_the_rows_as_they_are_by_then() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    await _move(made, Stage.PRE_LEGAL, Stage.LEGAL)
    document = """subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) {
        caseFile { holds { reason } } } }"""
    start = Position({"parties": 1}).told_to(actor_of_cast("helene", "bati-loire"))
    stream = await schema.subscribe(
        document, variable_values={"id": _id(made), "after": start}, context_value=helene.context
    )

    first = await anext(stream)
    await issue_directive(
        actor_of_cast("helene"), made.case_file.id, kind=DirectiveKind.HOLD, reason="Entre deux trames."
    )
    second = await anext(stream)
    await stream.aclose()

    assert first.data["timeline"]["caseFile"]["holds"] == []
    assert second.data["timeline"]["caseFile"]["holds"] == [{"reason": "Entre deux trames."}]


async def test_a_page_hands_its_position_to_the_stream() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    document = """query ($id: ID!) { caseFile(id: $id) { timelinePosition
        timeline(first: 10) { edges { node { __typename sequence } } pageInfo { hasNextPage } } } }"""

    page = (await ask("helene", "bati-loire", document, id=_id(made))).data["caseFile"]
    await _move(made, Stage.PRE_LEGAL)
    async with watching(helene, TIMELINE, id=_id(made), after=page["timelinePosition"]) as watch:
        sequences = await _sequences(watch, 1)

    assert [edge["node"] for edge in page["timeline"]["edges"]] == [{"__typename": "CaseFilePlaced", "sequence": 1}]
    assert sequences == [2]


async def test_a_note_to_ones_own_side_never_reaches_the_other() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)
    awa = actor_of_cast("awa", "lenoir")

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        await write_note(awa, made.case_file.id, body="The client must not read this.", audience=Audience.OWN_SIDE)
        await _move(made, Stage.PRE_LEGAL)
        frame = (await watch.frame())["timeline"]["event"]

    assert frame["__typename"] == "StageChanged"


async def test_a_signed_out_page_gets_nothing_more() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        await helene.sign_out()
        ended = await watch.frame()
        await _move(made, Stage.PRE_LEGAL)
        await asyncio.sleep(0.1)

        assert ended is None
        assert watch.is_silent
    assert made.case_file.id not in listener.keys


async def test_a_session_that_ended_earlier_opens_no_stream() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    await helene.sign_out()

    async with watching(helene, TIMELINE, id=_id(made)) as watch:
        assert await watch.refusal() == "UNAUTHENTICATED"


async def test_a_session_that_ends_before_its_stream_listens_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made, helene = await make_case(), await sign_in(HELENE)

    async def found_as_it_signs_out(actor: Actor, key: UUID) -> CaseFile:
        found = await case_file_of(actor, key)
        await sessions.sign_out(helene.secret)
        return found

    monkeypatch.setattr(subscription, "case_file_of", found_as_it_signs_out)
    async with watching(helene, TIMELINE, id=_id(made)) as watch:
        assert await watch.frame() is None
    assert made.case_file.id not in listener.keys


@pytest.mark.parametrize("email", ["tom@atlas.example", "nadia@energie.example", "yann@lemanique.example"])
async def test_a_case_file_out_of_reach_has_no_stream(email: str) -> None:
    made, stranger = await make_case(), await sign_in(email)

    async with watching(stranger, TIMELINE, id=_id(made)) as watch:
        assert await watch.refusal() == "NOT_FOUND"


@pytest.mark.parametrize("after", ["x", "W10", "WyJhIiwxLCJiIiwyLCJjIiwiZCJd"])
async def test_a_position_that_no_stream_gave(after: str) -> None:
    made, helene = await make_case(), await sign_in(HELENE)

    async with watching(helene, TIMELINE, id=_id(made), after=after) as watch:
        assert await watch.refusal() == "BAD_USER_INPUT"


async def test_waiting_holds_no_database_connection() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    pool: Any = get_connection("default")

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made)):
        await asyncio.sleep(0.1)

        assert pool._pool.get_idle_size() == pool._pool.get_size()


async def test_watchers_of_one_case_share_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_updates, "LOOK_EVERY", 60.0)
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)
    opened = [watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) for _ in range(5)]
    watches = [await one.__aenter__() for one in opened]
    assert [await watch.until_quiet(0.2) for watch in watches] == [[]] * 5

    with counted_statements() as statements:
        await _move(made, Stage.PRE_LEGAL)
        frames = [await _sequences(watch, 1) for watch in watches]
    for one in opened:
        await one.__aexit__(None, None, None)

    assert frames == [[2]] * 5
    # Position (agency 0, creditor 0, parties 1), at most 200 events.
    assert len([text for text in statements if "sequence >" in text and "0, 0, 1, 200]" in text]) == 1


async def test_lists_hear_of_their_own_case_files_only() -> None:
    made = await make_case()
    helene, nadia = await sign_in(HELENE), await sign_in("nadia@energie.example")
    document = "subscription { caseFilesChanged { id stage badges } }"

    async with (
        watching(helene, document, cast_id("bati-loire")) as own,
        watching(nadia, document, cast_id("energie")) as other,
    ):
        await _move(made, Stage.PRE_LEGAL)
        frame = await own.frame()
        await asyncio.sleep(0.1)

        assert frame["caseFilesChanged"] == {"id": _id(made), "stage": "PRE_LEGAL", "badges": []}
        assert other.is_silent


async def test_a_bank_has_no_list_to_follow() -> None:
    yann = await sign_in("yann@lemanique.example")

    async with watching(yann, "subscription { caseFilesChanged { id } }") as watch:
        assert await watch.refusal() == "FORBIDDEN"


BATCH = "subscription ($id: ID!) { placementProgress(batchId: $id) { state progress } }"
DASHBOARD = "subscription { bankDashboard { portfolios { creditor portfolio withheld currencies { caseFiles } } } }"
YANN = "yann@lemanique.example"


async def test_a_batch_is_followed_until_it_rests() -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    scope = System(cast_id("bati-loire"))
    batch = await _batch(scope, made, PlacementState.CHECKING)

    async with watching(helene, BATCH, id=global_id("PlacementBatch", batch.id)) as watch:
        frames = [await watch.frame()]
        await show(scope, batch, 40)
        frames.append(await watch.frame())
        await fail(scope, batch, "unexpected")
        frames += [await watch.frame(), await watch.frame()]

    assert frames == [
        {"placementProgress": {"state": "CHECKING", "progress": 0}},
        {"placementProgress": {"state": "CHECKING", "progress": 40}},
        {"placementProgress": {"state": "FAILED", "progress": 40}},
        None,
    ]


async def test_a_batch_of_another_creditor_is_not_followed() -> None:
    made, nadia = await make_case(), await sign_in("nadia@energie.example")
    batch = await _batch(System(cast_id("bati-loire")), made, PlacementState.CHECKING)

    async with watching(nadia, BATCH, id=global_id("PlacementBatch", batch.id)) as watch:
        assert await watch.refusal() == "NOT_FOUND"


async def _batch(scope: System, made: MadeCase, state: PlacementState) -> PlacementBatch:
    async with transaction(scope):
        batch = await PlacementBatch.get(id=made.case_file.batch_id)
        batch.state = state
        await batch.save(update_fields=["state"])
    return batch


@pytest.mark.usefixtures("no_grants")
async def test_a_banks_open_page_fills_follows_and_empties() -> None:
    yann, helene = await sign_in(YANN), actor_of_cast("helene", "bati-loire")
    for _ in range(6):
        await make_case()

    async with watching(yann, DASHBOARD, cast_id("lemanique")) as watch:
        frames = [(await watch.frame())["bankDashboard"]["portfolios"]]
        grant = await open_bank_grant(
            helene,
            cast_id("lemanique"),
            cast_id("bati-loire", "portfolio"),
            level=GrantLevel.TOTALS,
            expires_on=None,
        )
        frames.append((await watch.frame())["bankDashboard"]["portfolios"])
        # One debtor more would be told by the difference: five are told together.
        for _ in range(5):
            await make_case()
        frames.append((await watch.frame())["bankDashboard"]["portfolios"])
        await revoke_bank_grant(helene, grant.id)
        frames.append((await watch.frame())["bankDashboard"]["portfolios"])

    assert [len(portfolios) for portfolios in frames] == [0, 1, 1, 0]
    counts = [portfolios[0]["currencies"][0]["caseFiles"] for portfolios in frames[1:3]]
    assert counts[1] == counts[0] + 5
    assert frames[1][0]["creditor"] == "Bâti-Loire SAS"


@pytest.mark.usefixtures("no_grants")
async def test_a_banks_open_page_empties_at_midnight_in_paris() -> None:
    helene = actor_of_cast("helene", "bati-loire")
    for _ in range(5):
        await make_case()
    clock.configure(clock.until_next_day() - timedelta(minutes=10))
    try:
        yann, today = await sign_in(YANN), clock.today()
        grant = await open_bank_grant(
            helene,
            cast_id("lemanique"),
            cast_id("bati-loire", "portfolio"),
            level=GrantLevel.TOTALS,
            expires_on=today,
        )

        # From here on the first frame alone has to come before midnight.
        clock.configure(clock.shift() + clock.until_next_day() - timedelta(seconds=20))
        async with watching(yann, DASHBOARD, cast_id("lemanique")) as watch:
            frames = [await watch.frame(), await watch.next(3 * PATIENCE)]

        assert [len(frame["bankDashboard"]["portfolios"]) for frame in frames] == [1, 0]
        assert clock.today() == today + timedelta(days=1)
    finally:
        clock.configure(timedelta(0))
    await revoke_bank_grant(helene, grant.id)


GRANTS = "subscription { bankGrantsChanged { active viewCount latestView { personName } } }"


@pytest.mark.usefixtures("no_grants")
async def test_a_creditor_watches_who_looks_at_its_grants() -> None:
    helene = await sign_in(HELENE)
    grant = await open_bank_grant(
        actor_of_cast("helene", "bati-loire"),
        cast_id("ponant"),
        cast_id("bati-loire", "portfolio"),
        level=GrantLevel.TOTALS,
        expires_on=None,
    )

    async with watching(helene, GRANTS, cast_id("bati-loire")) as watch:
        await ask("emma", "ponant", "{ bankDashboard { asOf } }")
        looked = await watch.frame()
        while not looked["bankGrantsChanged"]["viewCount"]:  # the wake-up of its opening may come only now
            looked = await watch.frame()
        await revoke_bank_grant(actor_of_cast("helene", "bati-loire"), grant.id)
        ended = looked
        while ended["bankGrantsChanged"]["active"]:
            ended = await watch.frame()

    by_emma = {"viewCount": 1, "latestView": {"personName": "Emma Walsh"}}
    assert looked["bankGrantsChanged"] == {"active": True} | by_emma
    assert ended["bankGrantsChanged"] == {"active": False} | by_emma


@pytest.mark.parametrize("email", [YANN, "awa@lenoir.example"])
async def test_nobody_else_watches_grants(email: str) -> None:
    async with watching(await sign_in(email), GRANTS) as watch:
        assert await watch.refusal() == "FORBIDDEN"


@pytest.mark.parametrize("email", [HELENE, "awa@lenoir.example"])
async def test_only_a_bank_has_a_banks_page(email: str) -> None:
    someone = await sign_in(email)

    async with watching(someone, DASHBOARD) as watch:
        assert await watch.refusal() == "FORBIDDEN"


async def test_a_session_that_ended_unheard_is_noticed_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_updates, "CHECK_EVERY", 0.1)
    made, helene = await make_case(), await sign_in(HELENE)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made)) as watch:
        await sessions.sign_out(helene.secret)

        assert await watch.frame() is None


async def test_a_reader_that_missed_wakeups_reads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        assert await watch.until_quiet(0.2) == []  # it has read what there was
        with monkeypatch.context() as deaf:
            deaf.setattr(listener, "hear", lambda _: None)
            await _move(made, Stage.PRE_LEGAL)
            await asyncio.sleep(0.1)
            silent = watch.is_silent
        listener.everybody_reads_again()

        assert silent
        assert await _sequences(watch, 1) == [2]


async def test_an_event_whose_writer_died_before_it_woke_anybody_is_found_by_looking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_updates, "LOOK_EVERY", 0.2)
    made, helene = await make_case(), await sign_in(HELENE)
    after = await _now(made)

    async with watching(helene, TIMELINE, made.case_file.id, id=_id(made), after=after) as watch:
        with monkeypatch.context() as dead:
            dead.setattr(flusher, "hand_over", lambda _: None)
            await _move(made, Stage.PRE_LEGAL)

        assert await _sequences(watch, 1) == [2]
