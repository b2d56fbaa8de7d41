"""Directives: what issuing and releasing do, who may, and that a refusal leaves nothing."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.errors import CaseFileClosed, CaseFileNotFound
from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import Hold, HoldKind, Stage
from tandem.casefiles.queries import holds_by_case_file
from tandem.directives.commands import issue_directive, release_directive
from tandem.directives.errors import DirectiveAlreadyReleased, DirectiveInForce, DirectiveNotFound
from tandem.directives.models import Directive, DirectiveKind, DirectiveState
from tandem.directives.queries import directives_by_case_file, directives_by_id
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.timeline.queries import timeline_of
from tests.support.builders import MadeCase, make_case

AWA, HELENE, LUCAS = actor_of_cast("awa"), actor_of_cast("helene"), actor_of_cast("lucas")


async def hold(actor: Actor, case_file_id: UUID, reason: str = "Négociation en cours") -> Directive:
    return await issue_directive(actor, case_file_id, kind=DirectiveKind.HOLD, reason=reason)


async def kinds(made: MadeCase) -> list[str]:
    return [entry.kind for _, entry in (await timeline_of(AWA, made.case_file.id, 50, None)).items]


async def open_holds(made: MadeCase) -> list[Hold]:
    return (await holds_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]


async def test_a_hold_is_in_force_at_once_and_both_sides_see_why(db: None) -> None:
    made = await make_case()

    directive = await hold(HELENE, made.case_file.id, "  Geste commercial  ")

    assert (directive.state, directive.reason, directive.issued_by) == (
        DirectiveState.ISSUED,
        "Geste commercial",
        "Hélène Roy",
    )
    assert [(item.kind, item.directive_id, item.owner_id) for item in await open_holds(made)] == [
        (HoldKind.DIRECTIVE, directive.id, cast_id("bati-loire"))
    ]
    newest = (await timeline_of(AWA, made.case_file.id, 1, None)).items[0][1]
    assert (newest.kind, newest.actor_name) == ("directive_issued", "Hélène Roy")
    assert newest.data == {
        "directive_id": str(directive.id),
        "directive_kind": "hold",
        "in_part": False,
        "reason": "Geste commercial",
        "held": [],
    }


async def test_releasing_ends_its_own_hold_and_no_other(db: None) -> None:
    made = await make_case()
    directive = await hold(HELENE, made.case_file.id)
    async with transaction(AWA):
        await place_hold(AWA, made.case_file, HoldKind.DISPUTE, "Facture contestée")

    released = await release_directive(LUCAS, directive.id)

    assert (released.state, released.released_by) == (DirectiveState.RELEASED, "Lucas Bonnet")
    assert [item.kind for item in await open_holds(made)] == [HoldKind.DISPUTE]
    assert (await kinds(made))[0] == "directive_released"


async def test_a_released_directive_cannot_be_released_again_but_a_new_one_issued(db: None) -> None:
    made = await make_case()
    first = await hold(HELENE, made.case_file.id)
    await release_directive(HELENE, first.id)

    with pytest.raises(DirectiveAlreadyReleased):
        await release_directive(HELENE, first.id)
    second = await hold(HELENE, made.case_file.id)

    assert [item.directive_id for item in await open_holds(made)] == [second.id]
    read = (await directives_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]
    assert [(item.id, item.state) for item in read] == [
        (second.id, DirectiveState.ISSUED),
        (first.id, DirectiveState.RELEASED),
    ]
    assert await directives_by_id(actor_of_cast("tom"), [first.id]) == {}
    assert list(await directives_by_id(AWA, [first.id])) == [first.id]


async def test_one_hold_directive_is_in_force_at_a_time(db: None) -> None:
    made = await make_case()
    await hold(HELENE, made.case_file.id)

    with pytest.raises(DirectiveInForce):
        await hold(LUCAS, made.case_file.id)

    assert len(await open_holds(made)) == 1
    assert await kinds(made) == ["directive_issued", "case_file_placed"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
async def test_a_directive_needs_a_reason(db: None, reason: str) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await hold(HELENE, made.case_file.id, reason)

    assert refused.value.field == "reason"
    assert refused.value.message("fr") != refused.value.message("en")
    assert await open_holds(made) == []


async def test_a_closed_case_takes_no_directive(db: None) -> None:
    made = await make_case(stage=Stage.CLOSED)

    with pytest.raises(CaseFileClosed):
        await hold(HELENE, made.case_file.id)

    assert await kinds(made) == ["case_file_placed"]


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("awa", NotPermitted), ("tom", CaseFileNotFound), ("nadia", CaseFileNotFound), ("yann", CaseFileNotFound)],
)
async def test_only_the_creditor_instructs(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case()

    with pytest.raises(refusal):
        await hold(actor_of_cast(person), made.case_file.id)

    async with reading(HELENE):
        assert await Directive.filter(case_file_id=made.case_file.id).count() == 0
    assert await open_holds(made) == []


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("awa", NotPermitted), ("tom", DirectiveNotFound), ("nadia", DirectiveNotFound), ("yann", DirectiveNotFound)],
)
async def test_only_the_creditor_releases(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case()
    directive = await hold(HELENE, made.case_file.id)

    with pytest.raises(refusal):
        await release_directive(actor_of_cast(person), directive.id)

    assert len(await open_holds(made)) == 1
    assert (await kinds(made))[0] == "directive_issued"


async def test_two_issued_at_once_leave_one_and_ask_for_the_contacts_once(committed: DatabaseUrls) -> None:
    made = await make_case()

    outcomes = await asyncio.gather(
        hold(HELENE, made.case_file.id), hold(LUCAS, made.case_file.id), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Directive", "DirectiveInForce"]
    assert len(await open_holds(made)) == 1
    owner = await asyncpg.connect(committed.owner)
    asked = await owner.fetch("SELECT organization_id, topic FROM outbox")
    await owner.close()
    assert [tuple(row) for row in asked] == [(cast_id("lenoir"), "contacts.regate")]


async def test_two_released_at_once_are_one(committed: DatabaseUrls) -> None:
    made = await make_case()
    directive = await hold(HELENE, made.case_file.id)

    outcomes = await asyncio.gather(
        release_directive(HELENE, directive.id), release_directive(LUCAS, directive.id), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Directive", "DirectiveAlreadyReleased"]
    assert (await kinds(made)).count("directive_released") == 1


async def test_a_creditor_can_ask_only_its_own_agencies_to_look_at_contacts(committed: DatabaseUrls) -> None:
    web = await asyncpg.connect(committed.web)
    insert = (
        "INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts) "
        "VALUES (gen_random_uuid(), $1, $2, '{}', now(), now(), 0)"
    )
    for agency, topic in ((cast_id("lenoir"), "contacts.dispatch"), (cast_id("atlas"), "contacts.regate")):
        attempt = web.transaction()
        await attempt.start()
        await web.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id("energie")))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute(insert, agency, topic)
        await attempt.rollback()
    await web.close()
