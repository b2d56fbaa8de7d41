"""Lists of case files: sorts, pages, filters, and who sees which."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tandem.casefiles.badges import CaseBadge
from tandem.casefiles.holds import place_hold
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.models import CaseFile, HoldKind, Party, PartyRole, Segment, Stage
from tandem.casefiles.queries import badges_by_case_file, case_files_for
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.stops.commands import NewStop, end_stop_fact, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.contacts.stops.reading import StopFact
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.search import search_key
from tandem.ledger import balances
from tandem.organizations.errors import NotPermitted
from tandem.worklist.queries import worklist_for
from tandem_policies.enforcer import Rule
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
ALL = CaseFileFilter()


async def listed(
    narrowed: CaseFileFilter = ALL, sort: CaseFileSort = CaseFileSort.NAME, person: str = "awa", size: int = 50
) -> list[CaseFile]:
    """Every case file of the list, read page by page."""
    found: list[CaseFile] = []
    after: str | None = None
    while True:
        page = await case_files_for(actor_of_cast(person), narrowed, sort, size, after)
        found += [case_file for _, case_file in page.items]
        if not page.has_next:
            assert page.total == len(found)
            return found
        after = page.items[-1][0]


async def some() -> list[MadeCase]:
    """Five case files that differ in all that a list sorts by; two of them are alike but for their id."""
    today = clock.today()
    made = [
        await make_case(name="Éclair", amounts=(300_00,), due_on=today - timedelta(days=10)),
        await make_case(name="Alpha", amounts=(100_00,), due_on=today - timedelta(days=90)),
        await make_case(name="Mie", amounts=(200_00,), due_on=today + timedelta(days=5)),
        await make_case(name="Mie", amounts=(200_00,), due_on=today + timedelta(days=5)),
        await make_case(name="Zinc", amounts=(0,)),
    ]
    async with transaction(AWA):
        for days, item in enumerate(made):
            item.case_file.placed_at = clock.now() - timedelta(days=days // 2)
            await item.case_file.save(update_fields=["placed_at"])
    return made


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (CaseFileSort.OLDEST_DUE, ["Alpha", "Éclair", "Mie", "Mie", "Zinc"]),
        (CaseFileSort.LARGEST, ["Éclair", "Mie", "Mie", "Alpha", "Zinc"]),
        (CaseFileSort.NEWEST, ["Alpha", "Éclair", "Mie", "Mie", "Zinc"]),
        (CaseFileSort.NAME, ["Alpha", "Éclair", "Mie", "Mie", "Zinc"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 50])
async def test_pages_of_any_size_give_every_row_once_in_order(
    db: None, sort: CaseFileSort, names: list[str], size: int
) -> None:
    made = await some()

    found = await listed(sort=sort, size=size)

    shown = [case_file.debtor.name for case_file in found]
    if sort is CaseFileSort.NEWEST:
        assert [case_file.placed_at for case_file in found] == sorted(
            (item.case_file.placed_at for item in made), reverse=True
        )
    else:
        assert shown == names
    assert sorted(case_file.id for case_file in found) == sorted(item.case_file.id for item in made)


@pytest.mark.parametrize("size", [1, 2])
async def test_pages_go_on_past_case_files_that_have_no_due_day(db: None, size: int) -> None:
    made = await some()
    async with transaction(AWA):
        for one in made[2:]:
            one.case_file.oldest_due_on = None
            await one.case_file.save(update_fields=["oldest_due_on"])

    found = await listed(sort=CaseFileSort.OLDEST_DUE, size=size)

    assert {one.id for one in found} >= {one.case_file.id for one in made}
    assert [one.oldest_due_on for one in found[-3:]] == [None] * 3


async def test_a_row_placed_meanwhile_shifts_nothing(db: None) -> None:
    await some()
    first = await case_files_for(AWA, ALL, CaseFileSort.NAME, 2, None)

    await make_case(name="Aaron")
    second = await case_files_for(AWA, ALL, CaseFileSort.NAME, 2, first.items[-1][0])

    assert [case_file.debtor.name for _, case_file in second.items] == ["Mie", "Mie"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("soc gen", ["Société Générale de Carrelage"]),
        ("SOCIÉTÉ", ["Société Générale de Carrelage", "Société Nantaise"]),
        ("carrelage nantaise", []),
        ("FA-2026/0042", ["Société Nantaise"]),
        ("ociete", []),
        ("100%", []),
        ("  ", ["Société Générale de Carrelage", "Société Nantaise"]),
    ],
)
async def test_every_word_searched_begins_a_word_of_the_case(db: None, text: str, found: list[str]) -> None:
    await make_case(name="Société Générale de Carrelage")
    nantaise = await make_case(name="Société Nantaise")
    async with transaction(AWA):
        nantaise.case_file.search += " " + search_key("FA-2026/0042")
        await nantaise.case_file.save(update_fields=["search"])

    assert [case_file.debtor.name for case_file in await listed(CaseFileFilter(search=text))] == found


async def test_stages_narrow_the_list(db: None) -> None:
    await make_case(name="Avant", stage=Stage.SUBMITTED)
    await make_case(name="Pendant", stage=Stage.AMICABLE)
    await make_case(name="Après", stage=Stage.CLOSED)

    narrowed = CaseFileFilter(stages=(Stage.SUBMITTED, Stage.CLOSED))

    assert [case_file.debtor.name for case_file in await listed(narrowed)] == ["Après", "Avant"]


async def _hold(made: MadeCase, kind: HoldKind, **until: Any) -> None:
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, kind, "raison", **until)


async def _known(made: MadeCase, kind: StopKind, **more: Any) -> StopFact:
    new = NewStop(kind, since_on=clock.today(), source="a letter", **more)
    return await record_stop_fact(AWA, made.case_file.id, made.party.id, new)


async def test_badges_say_what_the_facts_say_and_filter_alike(db: None) -> None:
    nothing = await make_case(name="Rien")
    paused = await make_case(name="Suspendu")
    await _hold(paused, HoldKind.DIRECTIVE)
    ran_out = await make_case(name="Écoulé")
    await _hold(ran_out, HoldKind.PROMISE, until=clock.now())
    promised = await make_case(name="Promis")
    await _hold(promised, HoldKind.PROMISE, until=clock.now() + timedelta(days=3))
    disputed = await make_case(name="Contesté")
    await _hold(disputed, HoldKind.DISPUTE)
    barred = await make_case(name="Prescrit", segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=800))
    letter = await make_case(name="À écrire", stage=Stage.ACCEPTED)
    barred_letter = await make_case(
        name="Trop tard", stage=Stage.ACCEPTED, segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=800)
    )
    submitted = await make_case(name="Remis", stage=Stage.SUBMITTED)
    waiting = await make_case(name="Attend")
    await _attempt(waiting, AttemptState.NEEDS_PERSON)
    await _attempt(nothing, AttemptState.DELIVERED)
    stopped = await make_case(name="Décédé")
    await _known(stopped, StopKind.DECEASED)
    at_work = await make_case(name="Au travail")
    await _known(at_work, StopKind.WORKPLACE, contact_point_id=at_work.phone.id)
    over = await make_case(name="Terminé")
    await end_stop_fact(AWA, (await _known(over, StopKind.LAWYER)).id, clock.today(), "an e-mail")
    closed = await make_case(name="Clos", stage=Stage.CLOSED)
    await _hold(closed, HoldKind.DIRECTIVE)
    expected = {
        nothing.case_file.id: [],
        paused.case_file.id: [CaseBadge.PAUSED],
        ran_out.case_file.id: [],
        promised.case_file.id: [CaseBadge.PAUSED, CaseBadge.PROMISED],
        disputed.case_file.id: [CaseBadge.PAUSED, CaseBadge.DISPUTED],
        barred.case_file.id: [CaseBadge.TIME_BARRED],
        letter.case_file.id: [CaseBadge.LETTER_DUE],
        barred_letter.case_file.id: [CaseBadge.TIME_BARRED],
        submitted.case_file.id: [],
        waiting.case_file.id: [CaseBadge.WAITING],
        stopped.case_file.id: [CaseBadge.STOPPED],
        at_work.case_file.id: [],
        over.case_file.id: [],
        closed.case_file.id: [],
    }

    assert await badges_by_case_file(AWA, expected) == expected
    for badge in CaseBadge:
        found = {case_file.id for case_file in await listed(CaseFileFilter(badge=badge))}
        assert found == {key for key, badges in expected.items() if badge in badges}, badge


async def test_a_case_of_two_people_is_stopped_once_both_are(db: None) -> None:
    made = await make_case(name="Les deux")
    await _known(made, StopKind.DECEASED)
    async with transaction(AWA):
        other = await Party.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            role=PartyRole.GUARANTOR,
            name="La caution",
        )
    assert await badges_by_case_file(HELENE, [made.case_file.id]) == {made.case_file.id: []}

    await record_stop_fact(
        AWA, made.case_file.id, other.id, NewStop(StopKind.LAWYER, since_on=clock.today(), source="a letter")
    )

    assert await badges_by_case_file(HELENE, [made.case_file.id]) == {made.case_file.id: [CaseBadge.STOPPED]}


async def test_a_case_is_barred_only_once_all_its_open_claims_are(db: None) -> None:
    made = await make_case(segment=Segment.CONSUMER, amounts=(1_00, 2_00), due_on=clock.today() - timedelta(days=800))
    async with transaction(AWA):
        await database.execute("UPDATE claims SET segment = 'professional' WHERE id = $1", made.claims[1].id)
        await balances.refresh(made.case_file.id)

    assert await badges_by_case_file(AWA, [made.case_file.id]) == {made.case_file.id: []}


async def test_the_creditor_sees_its_own_at_every_agency_and_others_see_none(db: None) -> None:
    await make_case(name="Chez Lenoir")
    await make_case(name="Chez Atlas", agency="atlas", mandate="AT-2026-021")
    await make_case(name="Autre client", creditor="energie", mandate="MR-2026-002")

    assert [case_file.debtor.name for case_file in await listed(person="helene")] == ["Chez Atlas", "Chez Lenoir"]
    assert [case_file.debtor.name for case_file in await listed(person="awa")] == ["Autre client", "Chez Lenoir"]
    assert [case_file.debtor.name for case_file in await listed(person="tom")] == ["Chez Atlas"]
    assert await listed(person="paul") == []
    with pytest.raises(NotPermitted):
        await listed(person="yann")


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIiwiYiJd", "WyJhIl0"])
async def test_a_cursor_of_no_list_is_refused(db: None, cursor: str) -> None:
    for sort in CaseFileSort:
        with pytest.raises(InvalidInput):
            await case_files_for(AWA, ALL, sort, 10, cursor)


@pytest.mark.parametrize("sort", list(CaseFileSort))
async def test_who_sees_no_names_finds_none_by_searching_and_is_given_no_order_by_name(
    db: None, sort: CaseFileSort
) -> None:
    await make_case(name="Éclair")
    # As a role may stand that was composed before the parts of a case file belonged together.
    permissions = (Permission.CASE_FILE_READ, Permission.WORKLIST_READ)
    nameless = replace(AWA, rules=frozenset(Rule(Relation.AGENCY, one) for one in permissions))

    if sort is CaseFileSort.NAME:
        with pytest.raises(NotPermitted):
            await case_files_for(nameless, ALL, sort, 50, None)
    else:
        assert (await case_files_for(nameless, ALL, sort, 50, None)).total == 1
    with pytest.raises(NotPermitted):
        await case_files_for(nameless, CaseFileFilter(search="eclair"), sort, 50, None)
    with pytest.raises(NotPermitted):
        await worklist_for(nameless, 50, None, "eclair")
    assert (await worklist_for(nameless, 50, None, None)).total == 1


async def _attempt(made: MadeCase, state: AttemptState) -> None:
    async with transaction(AWA):
        await ContactAttempt.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            party=made.party,
            contact_point=made.phone,
            channel=Channel.SMS,
            purpose=Purpose.DEMAND,
            state=state,
            template_id="t",
            template_title="t",
            language="fr",
            to_address=made.phone.value,
            send_at=clock.now(),
            created_at=clock.now(),
        )
