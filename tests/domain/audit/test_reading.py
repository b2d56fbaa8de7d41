"""Who reads what of the log, page after page, by kind, person, day and word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor, System
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.audit.kinds import AuditGroup
from tandem.organizations.audit.queries import AuditFilter, audit_events_by_id, audit_events_for
from tandem.organizations.errors import NotPermitted
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import bank_dashboard_for

AWA, INES, HELENE, YANN = (actor_of_cast(name) for name in ("awa", "ines", "helene", "yann"))
TODAY = datetime.now(UTC).date()


async def tell(acting: Actor | System, kind: AuditKind, label: str = "", **details: str | int | bool | None) -> None:
    async with transaction(acting):
        await audit.record(acting, kind, Subject(SubjectType.TEAM, None, label), details=details)


async def some() -> None:
    await tell(AWA, AuditKind.SIGNED_OUT)
    await tell(INES, AuditKind.TEAM_CREATED, "Équipe Œuvre")
    await tell(INES, AuditKind.API_TOKEN_CREATED, "ERP", person="Marc Tellier")
    await tell(System(INES.organization_id), AuditKind.ERASURE_CARRIED_OUT, "LN26-000123")


async def labels(actor: Actor, narrowed: AuditFilter) -> list[str]:
    page = await audit_events_for(actor, 50, None, narrowed)
    assert page.total == len(page.items)
    return [event.subject_label for _, event in page.items]


async def test_pages_run_from_the_newest_to_the_first_without_a_gap(committed: DatabaseUrls) -> None:
    for number in range(5):
        await tell(INES, AuditKind.TEAM_CREATED, str(number))

    seen, after = [], None
    for _ in range(3):
        page = await audit_events_for(INES, 2, after)
        seen += [event.subject_label for _, event in page.items]
        after = page.items[-1][0]
        assert page.total == 5

    assert seen == ["4", "3", "2", "1", "0"]
    assert not page.has_next


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        pytest.param(AuditFilter(kinds=(AuditKind.TEAM_CREATED,)), ["Équipe Œuvre"], id="kind"),
        pytest.param(AuditFilter(groups=(AuditGroup.DATA,)), ["LN26-000123"], id="group"),
        pytest.param(
            AuditFilter(kinds=(AuditKind.SIGNED_OUT,), groups=(AuditGroup.PEOPLE,)),
            ["ERP", "Équipe Œuvre", ""],
            id="kind and group",
        ),
        pytest.param(AuditFilter(membership_id=AWA.membership_id), [""], id="person"),
        pytest.param(AuditFilter(since=TODAY + timedelta(days=2)), [], id="later"),
        pytest.param(AuditFilter(until=TODAY - timedelta(days=2)), [], id="earlier"),
        pytest.param(
            AuditFilter(since=TODAY - timedelta(days=1), until=TODAY + timedelta(days=1), search="equipe oeu"),
            ["Équipe Œuvre"],
            id="words of a label",
        ),
        pytest.param(AuditFilter(search="marc"), ["ERP"], id="word of a detail"),
        pytest.param(AuditFilter(search="LN26-000123"), ["LN26-000123"], id="reference"),
        pytest.param(AuditFilter(search="deconnexion"), [""], id="what was done, in the reader's language"),
        pytest.param(AuditFilter(search="subject"), [], id="a placeholder is no word"),
        pytest.param(AuditFilter(search="person"), [], id="the name of a detail is no word"),
        pytest.param(AuditFilter(search="100%_"), [], id="what LIKE would read"),
    ],
)
async def test_the_log_is_narrowed(committed: DatabaseUrls, narrowed: AuditFilter, expected: list[str]) -> None:
    await some()

    assert await labels(replace(INES, locale="fr"), narrowed) == expected


@pytest.mark.parametrize(
    ("narrowed", "field"),
    [
        (AuditFilter(since=TODAY, until=TODAY - timedelta(days=1)), "filter.until"),
        (AuditFilter(since=TODAY.replace(year=1066)), "filter.from"),
        (AuditFilter(until=TODAY.replace(year=9999)), "filter.until"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(db: None, narrowed: AuditFilter, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await audit_events_for(INES, 50, None, narrowed)

    assert refused.value.field == field


@pytest.mark.parametrize("person", ["awa", "marc", "lucas", "yann"])
async def test_who_may_not_read_it_does_not(committed: DatabaseUrls, person: str) -> None:
    await some()
    actor = actor_of_cast(person)
    (_, event), *_rest = (await audit_events_for(INES, 50, None)).items

    with pytest.raises(NotPermitted):
        await audit_events_for(actor, 50, None)
    assert await audit_events_by_id(actor, [event.id]) == {}


@pytest.mark.parametrize("person", ["helene", "nadia"])
async def test_another_organization_reads_nothing_of_it(committed: DatabaseUrls, person: str) -> None:
    await some()
    actor = actor_of_cast(person)
    (_, event), *_rest = (await audit_events_for(INES, 50, None)).items

    assert await labels(actor, AuditFilter()) == []
    assert await audit_events_by_id(actor, [event.id]) == {}
    assert list(await audit_events_by_id(INES, [event.id])) == [event.id]


async def test_a_group_reads_what_banks_looked_at_in_its_entities_and_nothing_else(committed: DatabaseUrls) -> None:
    await open_bank_grant(
        HELENE, YANN.organization_id, cast_id("bati-loire", "portfolio"), level=GrantLevel.TOTALS, expires_on=None
    )
    await bank_dashboard_for(YANN)
    group = replace(actor_of_cast("nadia"), entity_ids=(HELENE.organization_id,))

    page = await audit_events_for(group, 50, None)

    assert [(event.kind, event.person_name) for _, event in page.items] == [("bank_viewed", YANN.person_name)]
    assert await labels(actor_of_cast("nadia"), AuditFilter()) == []
