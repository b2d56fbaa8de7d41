"""Every look of a banker, in the log of the creditor who opened the portfolio."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.grants import open_bank_grant, revoke_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import Look, bank_dashboard_for
from tests.domain.audit.chains import chain_of

HELENE, YANN = actor_of_cast("helene"), actor_of_cast("yann")
PORTFOLIO = cast_id("bati-loire", "portfolio")


async def looks(urls: DatabaseUrls) -> list[dict[str, object]]:
    return [row for row in await chain_of(urls, HELENE.organization_id) if row["kind"] == "bank_viewed"]


async def test_a_page_that_is_opened_is_told_each_time_and_one_that_stays_open_once_in_ten_minutes(
    committed: DatabaseUrls,
) -> None:
    grant = await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)

    with audit.coming_from("198.51.100.9"):
        await bank_dashboard_for(YANN)
        for _ in range(5):
            await bank_dashboard_for(YANN, Look.STILL_OPEN)
        await bank_dashboard_for(YANN)

    told = await looks(committed)
    assert [(row["membership_id"], row["person_name"], row["via_id"], row["network"]) for row in told] == [
        (YANN.membership_id, YANN.person_name, YANN.session_id, "198.51.100.0/24")
    ] * 2
    assert {(row["subject_type"], row["subject_id"], row["subject_label"]) for row in told} == {
        ("bank_grant", grant.id, "Clients professionnels")
    }
    assert {row["details"] for row in told} == {'{"bank" : "Crédit Lémanique", "level" : "totals"}'}


async def test_a_stream_without_an_opened_page_is_told_too(committed: DatabaseUrls) -> None:
    await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)

    await bank_dashboard_for(YANN, Look.STILL_OPEN)

    assert len(await looks(committed)) == 1


async def test_a_stream_that_begins_is_a_look_unless_its_page_was_just_opened(committed: DatabaseUrls) -> None:
    await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    elsewhere, counted = replace(YANN, session_id=new_id()), []

    for actor, look, later in (
        (YANN, Look.OPENED, 0),
        (YANN, Look.STREAM_OPENED, 0),
        (elsewhere, Look.STREAM_OPENED, 0),
        (YANN, Look.STREAM_OPENED, 11),
        (YANN, Look.STILL_OPEN, 11),
        (YANN, Look.STILL_OPEN, 590),
    ):
        await _age(committed, later)
        await bank_dashboard_for(actor, look)
        counted.append(len(await looks(committed)))

    assert counted == [1, 1, 2, 3, 3, 4]


async def _age(urls: DatabaseUrls, seconds: int) -> None:
    """As if so much time had passed since every look."""
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("ALTER TABLE audit_events DISABLE TRIGGER USER")
    await owner.execute("UPDATE audit_events SET at = at - make_interval(secs => $1)", seconds)
    await owner.close()


async def test_two_streams_that_begin_at_once_are_one_look(committed: DatabaseUrls) -> None:
    await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)

    await asyncio.gather(*(bank_dashboard_for(YANN, Look.STREAM_OPENED) for _ in range(4)))

    assert len(await looks(committed)) == 1


async def test_no_caller_makes_a_look_part_of_one_long_past(committed: DatabaseUrls) -> None:
    await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    await bank_dashboard_for(YANN)
    await _age(committed, 601)
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(YANN.organization_id))

    await web.execute(
        "SELECT * FROM bank_figures($1, now(), '1 year', $2)",
        YANN.membership_id,
        YANN.session_id,
    )
    await web.close()

    assert len(await looks(committed)) == 2


async def test_where_nothing_is_shown_nothing_is_told(committed: DatabaseUrls) -> None:
    grant = await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    await revoke_bank_grant(HELENE, grant.id)

    shown = await bank_dashboard_for(YANN)

    assert shown.portfolios == []
    assert await looks(committed) == []


@pytest.mark.parametrize("acting", ["lemanique", "bati-loire", "lenoir"])
async def test_nobody_forges_a_look(committed: DatabaseUrls, acting: str) -> None:
    grant = await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(cast_id(acting)))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await web.execute(
            "SELECT audit_append($1, 'bank_viewed', 'system', NULL, NULL, 'bank_grant', $2, '', '{}')",
            HELENE.organization_id,
            grant.id,
        )
    await web.close()

    assert await looks(committed) == []
