"""A bank's open dashboard: what it is woken by where the worker tells, and that each stream is a look."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.wakeups import flusher, listener
from tandem.organizations.actor import Actor
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import BankDashboard, Look, bank_dashboard_for
from tandem.reporting.telling import tell_once
from tandem_graphql.ids import global_id
from tandem_graphql.reporting import subscription
from tests.api.asking import ask
from tests.api.watching import sign_in, watching
from tests.support.builders import make_case

DASHBOARD = "subscription { bankDashboard { portfolios { withheld currencies { caseFiles } } } }"
PREVIEW = "query ($id: ID!, $level: GrantLevel!) { bankGrantPreview(portfolioId: $id, level: $level) { caseFiles } }"
YANN = "yann@lemanique.example"
PORTFOLIO = cast_id("bati-loire", "portfolio")
WITHHELD, TOLD = {"withheld": True, "currencies": []}, {"withheld": False, "currencies": [{"caseFiles": 5}]}


@pytest.fixture
async def many(committed: DatabaseUrls) -> AsyncIterator[None]:
    """Live updates where every creditor counts as one with many claims; this process may tell as the worker does."""
    owner = await asyncpg.connect(committed.owner)
    await owner.execute(
        "CREATE OR REPLACE FUNCTION is_told_at_once(of_creditor uuid) RETURNS boolean LANGUAGE sql STABLE RETURN false"
    )
    await owner.execute("GRANT EXECUTE ON FUNCTION door_tell, door_creditors_to_tell TO tandem_web")
    await owner.close()
    for _ in range(5):
        await make_case()
    await open_bank_grant(
        actor_of_cast("helene"), cast_id("lemanique"), PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None
    )
    async with listener.run(committed.web), flusher.run(committed.web):
        yield


@pytest.mark.usefixtures("many")
async def test_an_open_dashboard_reads_again_when_the_worker_has_told() -> None:
    yann = await sign_in(YANN)

    async with watching(yann, DASHBOARD, cast_id("bati-loire")) as watch:
        before = await watch.frame()
        assert await tell_once() == 1
        after = await watch.frame()

    assert [frame["bankDashboard"]["portfolios"] for frame in (before, after)] == [[WITHHELD], [TOLD]]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("level", GrantLevel)
async def test_an_open_dashboard_reads_again_when_its_client_asked_what_it_would_show(level: GrantLevel) -> None:
    yann = await sign_in(YANN)

    async with watching(yann, DASHBOARD, cast_id("bati-loire")) as watch:
        before = await watch.frame()
        preview = await ask("helene", "bati-loire", PREVIEW, id=global_id("Portfolio", PORTFOLIO), level=level.name)
        after = await watch.frame()

    assert preview.data == {"bankGrantPreview": [{"caseFiles": 5}]}
    assert [frame["bankDashboard"]["portfolios"] for frame in (before, after)] == [[WITHHELD], [TOLD]]


@pytest.mark.usefixtures("many")
async def test_a_stream_begins_with_a_look_and_goes_on_as_a_page_that_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Any] = []

    async def noted(actor: Actor, look: Look) -> BankDashboard:
        looks.append(look)
        return await bank_dashboard_for(actor, look)

    monkeypatch.setattr(subscription, "bank_dashboard_for", noted)
    yann = await sign_in(YANN)
    for _ in range(2):
        async with watching(yann, DASHBOARD, cast_id("bati-loire")) as watch:
            await watch.frame()
    async with watching(yann, DASHBOARD, cast_id("bati-loire")) as watch:
        await watch.frame()
        await tell_once()
        await watch.frame()

    assert looks[:3] == [Look.STREAM_OPENED] * 3
    assert set(looks[3:]) == {Look.STILL_OPEN}
