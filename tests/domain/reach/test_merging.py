"""Lists whose rows lie in several parts of the indexes give every row once, in one order, whatever the page's size."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.casefiles.access import reach
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.queries import case_files_for
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem.organizations.models import CaseScope
from tests.domain.reach.confined import case_of, collector, team_of
from tests.support.builders import make_case


async def _names(actor: Actor, sort: CaseFileSort, size: int) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        page = await case_files_for(actor, CaseFileFilter(), sort, size, after)
        found += [case_file.debtor.name for _, case_file in page.items]
        if not page.has_next:
            assert page.total == len(found)
            return found
        after = page.items[-1][0]


@pytest.mark.parametrize("size", [1, 2, 50])
async def test_a_confined_collector_reads_their_own_and_their_teams_in_one_order(db: None, size: int) -> None:
    teams = [await team_of("awa", "marc", name=name) for name in ("Nord", "Sud", "Est")]
    today = clock.today()
    works = [("awa", None), (None, 0), ("awa", 0), ("marc", 1), (None, 1), (None, 2), ("marc", None), (None, None)]
    for days, (assignee, team) in enumerate(works):
        due_on = today - timedelta(days=100 - days)
        where = None if team is None else teams[team]
        await case_of(assignee=assignee, team=where, name=f"{days}", due_on=due_on, amounts=((days * 37) % 90 + 1,))
    awa = collector(CaseScope.TEAM, teams[0].id, teams[1].id)

    for sort, names in {
        CaseFileSort.OLDEST_DUE: ["0", "1", "2", "3", "4"],
        CaseFileSort.NAME: ["0", "1", "2", "3", "4"],
        CaseFileSort.LARGEST: ["2", "4", "1", "3", "0"],
    }.items():
        assert await _names(awa, sort, size) == names


@pytest.mark.parametrize("size", [1, 2, 50])
async def test_a_group_reads_its_entities_in_one_order(db: None, size: int) -> None:
    today = clock.today()
    entities = {"bati-loire": "MR-2026-001", "energie": "MR-2026-002", "clinique": "MR-2026-003"}
    for days in range(6):
        creditor, mandate = list(entities.items())[days % 3]
        due_on = today - timedelta(days=100 - days)
        await make_case(name=f"{days}", due_on=due_on, creditor=creditor, mandate=mandate)
    group = replace(actor_of_cast("agathe"), entity_ids=tuple(map(cast_id, entities)))

    assert len(reach(group).parts) == 1
    for sort in (CaseFileSort.OLDEST_DUE, CaseFileSort.NAME):
        assert await _names(group, sort, size) == ["0", "1", "2", "3", "4", "5"]
