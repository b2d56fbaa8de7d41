"""Who leaves an agency works no case file any more, and comes back without one."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from tandem.casefiles import assigning
from tandem.casefiles import tasks as _casefile_tasks  # noqa: F401 - registers its topics
from tandem.casefiles.assigning import Assignment, assign_case_files
from tandem.casefiles.leaving import end_membership, remove_team
from tandem.casefiles.models import CaseFile, Stage
from tandem.entrypoints.demo import PASSWORD, actor_of_cast, cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tandem.organizations.roles.commands import change_membership_role
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.organizations.sign_in import Browser
from tandem.organizations.teams.commands import set_team_members
from tandem.people.commands.accepting import accept_as_known
from tandem.people.commands.inviting import invite
from tandem.people.links import LinkKind, token_of
from tandem.timeline.queries import timeline_of
from tandem_policies.vocabulary import Role
from tests.domain.placements_db.road import Road
from tests.domain.reach.confined import case_of, collector, team_of
from tests.support.locks import until_waiting
from tests.support.statements import statements

MARC, INES, AWA = actor_of_cast("marc"), actor_of_cast("ines"), actor_of_cast("awa")


async def assigned(case_file_id):
    async with reading(MARC):
        row = await CaseFile.get(id=case_file_id)
    return row.assignee_id, row.team_id


async def told(case_file_id, actor=MARC):
    page = await timeline_of(actor, case_file_id, 50, None)
    return [entry.data for _, entry in page.items if entry.kind == "case_assigned"]


async def test_what_they_worked_is_nobodys_or_their_teams_and_told(db):
    team = await team_of("awa")
    alone, shared, others = await case_of(assignee="awa"), await case_of(assignee="awa", team=team), await case_of()

    assert await end_membership(INES, AWA.membership_id) == 2

    assert [await assigned(one.case_file.id) for one in (alone, shared, others)] == [
        (None, None),
        (None, team.id),
        (None, None),
    ]
    assert await told(alone.case_file.id) == [{"to": "nobody", "assignee": None, "team": None}]
    assert await told(shared.case_file.id) == [{"to": "team", "assignee": None, "team": "Professionnels"}]
    assert await told(others.case_file.id) == []
    assert await told(alone.case_file.id, actor_of_cast("helene")) == []


async def test_of_what_they_worked_the_open_ones_wait_for_somebody(db):
    await case_of(assignee="awa")
    closed = await case_of(assignee="awa", stage=Stage.CLOSED)

    assert await end_membership(INES, AWA.membership_id) == 1

    assert await assigned(closed.case_file.id) == (None, None)


async def test_what_an_ended_team_worked_stays_with_its_person_or_is_nobodys_and_told(db):
    team, other = await team_of("awa"), await team_of("marc", name="Particuliers")
    alone, shared = await case_of(team=team), await case_of(assignee="awa", team=team)
    closed, others = await case_of(team=team, stage=Stage.CLOSED), await case_of(assignee="awa", team=other)

    await remove_team(INES, team.id)

    assert [await assigned(one.case_file.id) for one in (alone, shared, closed, others)] == [
        (None, None),
        (AWA.membership_id, None),
        (None, None),
        (AWA.membership_id, other.id),
    ]
    nobody = {"to": "nobody", "assignee": None, "team": None}
    assert [await told(one.case_file.id) for one in (alone, closed)] == [[nobody]] * 2
    assert await told(shared.case_file.id) == [{"to": "person", "assignee": AWA.person_name, "team": None}]
    assert await told(others.case_file.id) == []


async def test_of_very_many_of_a_team_the_worker_tells_the_timelines(committed, monkeypatch):
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 2)
    team, other = await team_of("awa"), await team_of("marc", name="Particuliers")
    theirs = [(await case_of(assignee="awa" if at == 1 else None, team=team)).case_file.id for at in range(3)]

    await remove_team(INES, team.id)

    assert [await told(one) for one in theirs] == [[]] * 3
    await assign_case_files(MARC, [Assignment(theirs[2], None, other.id)])
    async with Road.on(committed) as road:
        await road.work()

    assert await told(theirs[0]) == [{"to": "nobody", "assignee": None, "team": None}]
    assert await told(theirs[1]) == [{"to": "person", "assignee": AWA.person_name, "team": None}]
    assert [one["team"] for one in await told(theirs[2])] == ["Particuliers"]


async def test_leaving_takes_as_many_statements_whatever_they_worked(db):
    sent = []
    for person, count in (("claire", 1), ("awa", 1), ("marc", 4)):  # the first one warms up
        for _ in range(count):
            await case_of(assignee=person)
        with statements() as counted:
            await end_membership(INES, cast_id(person, "lenoir"))
        sent.append(len(counted))

    assert sent[2] <= sent[1]


async def test_of_very_many_the_worker_tells_the_timelines(committed, monkeypatch):
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 2)
    team = await team_of("awa")
    theirs = [(await case_of(assignee="awa", team=team if at == 1 else None)).case_file.id for at in range(5)]

    assert await end_membership(INES, AWA.membership_id) == 5

    assert [await assigned(one) for one in theirs] == [(None, team.id if at == 1 else None) for at in range(5)]
    assert [await told(one) for one in theirs] == [[]] * 5
    await assign_case_files(MARC, [Assignment(theirs[4], MARC.membership_id, None)])
    async with Road.on(committed) as road:
        asked = "SELECT count(*), count(done_at) FROM outbox WHERE topic = 'casefiles.tell_left'"
        assert tuple(await road.owner.fetchrow(asked)) == (3, 0)
        await road.work()
        assert tuple(await road.owner.fetchrow(asked)) == (3, 3)

    nobody = {"to": "nobody", "assignee": None, "team": None}
    page = await timeline_of(MARC, theirs[0], 50, None)
    (entry,) = [one for _, one in page.items if one.kind == "case_assigned"]
    assert entry.data == nobody
    assert entry.actor_name == INES.person_name
    assert await told(theirs[1]) == [{"to": "team", "assignee": None, "team": "Professionnels"}]
    assert [await told(one) for one in theirs[2:4]] == [[nobody]] * 2
    assert [one["assignee"] for one in await told(theirs[4])] == [MARC.person_name]


async def test_who_is_invited_again_begins_without_case_files(db):
    made = await case_of(assignee="awa")
    await end_membership(INES, AWA.membership_id)
    invitation = await invite(INES, AWA.person_email, role=Role.COLLECTOR)
    link = token_of(LinkKind.INVITATION, invitation.id, invitation.expires_at)
    await accept_as_known(link, password=PASSWORD, code=None, browser=Browser())

    async with reading(collector(CaseScope.ASSIGNED)):
        assert await CaseFile.all().count() == 0
    assert await assigned(made.case_file.id) == (None, None)


async def test_a_refused_end_leaves_everything_as_it_was(db):
    made = await case_of(assignee="ines")
    with pytest.raises(NotPermitted):
        await end_membership(MARC, INES.membership_id)

    assert await assigned(made.case_file.id) == (cast_id("ines", "lenoir"), None)
    assert await told(made.case_file.id) == []


async def test_a_membership_that_ends_by_whatever_way_keeps_no_case_file(committed):
    made = await case_of(assignee="awa")
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("UPDATE memberships SET ended_at = now() WHERE id = $1", AWA.membership_id)
    await owner.close()

    assert await assigned(made.case_file.id) == (None, None)


async def test_nothing_is_given_to_who_is_leaving_in_the_same_instant(committed):
    free = await case_of()
    team = await team_of("marc")
    leaving = asyncio.Event()

    async def after(act):
        await leaving.wait()
        return await act

    given = Assignment(free.case_file.id, AWA.membership_id, None)
    acts = (assign_case_files(MARC, [given]), set_team_members(INES, team.id, [AWA.membership_id]))
    late = [asyncio.create_task(after(act)) for act in acts]  # outside of the transaction that they wait for
    async with transaction(INES):
        await end_membership(INES, AWA.membership_id)
        leaving.set()
        done, _ = await asyncio.wait(late, timeout=0.5)
        assert not done
    answers = await asyncio.gather(*late, return_exceptions=True)

    assert [type(one) for one in answers] == [MembershipNotFound, MembershipNotFound]
    assert await assigned(free.case_file.id) == (None, None)


async def test_assigning_and_leaving_never_wait_for_each_other(committed):
    """One gives what Awa works to Marc and something free to Awa, while another ends Awa's membership."""
    given, free = sorted([(await case_of()).case_file.id for _ in range(2)])
    await assign_case_files(MARC, [Assignment(given, AWA.membership_id, None)])
    wanted = [Assignment(given, MARC.membership_id, None), Assignment(free, AWA.membership_id, None)]
    owner, holding = [await asyncpg.connect(committed.owner) for _ in range(2)]
    try:
        # The assignment stops between the two case files.
        held = holding.transaction()
        await held.start()
        await holding.execute("SELECT FROM case_files WHERE id = $1 FOR UPDATE", free)
        assigning = asyncio.create_task(assign_case_files(MARC, wanted))
        await until_waiting(owner, 1)
        ending = asyncio.create_task(end_membership(INES, AWA.membership_id))
        await until_waiting(owner, 2)
        await held.rollback()
        async with asyncio.timeout(20):
            before, left = await asyncio.gather(assigning, ending)
    finally:
        await owner.close()
        await holding.close()

    assert (len(before), left) == (2, 1)
    assert [await assigned(one) for one in (given, free)] == [(MARC.membership_id, None), (None, None)]


async def test_two_administrators_who_end_each_other_leave_one(committed):
    await change_membership_role(INES, MARC.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    marc = replace(MARC, role=Role.AGENCY_ADMINISTRATOR)

    answers = await asyncio.gather(
        end_membership(INES, MARC.membership_id), end_membership(marc, INES.membership_id), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["NotPermitted", "int"]
    async with reading(AWA):
        left = await database.rows(
            "SELECT id FROM memberships WHERE ended_at IS NULL AND id = ANY ($1::uuid[])",
            [INES.membership_id, MARC.membership_id],
        )
    assert len(left) == 1
