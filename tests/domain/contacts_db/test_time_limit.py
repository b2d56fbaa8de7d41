"""The time limit of a dispatch never strikes between the commit that reserves a contact and its request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tandem.contacts import dispatch
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, plan
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
LEFT, WHOLE = 900.0, 9_000.0  # seconds that were left to the handler, and that it has anew


async def test_what_is_reserved_has_its_whole_time_from_before_the_commit_on(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that was slow to end the transaction once left contacts that nobody could say had never left."""
    attempt = await plan(await make_case())
    [row] = await database.rows("SELECT id FROM outbox WHERE topic = 'contacts.dispatch' AND done_at IS NULL")
    at_commit: list[float] = []

    @contextlib.asynccontextmanager
    async def committing(scope: System) -> AsyncIterator[None]:
        async with transaction(scope):
            yield
            at_commit.append((limit.when() or 0.0) - asyncio.get_running_loop().time())

    monkeypatch.setattr(dispatch, "transaction", committing)
    async with asyncio.timeout(LEFT) as limit:
        job = Job(row["id"], {"attempt_id": str(attempt.id)}, 1, limit=limit, seconds=WHOLE)
        await dispatch.dispatch(AGENCY, attempt.id, job)

    assert at_commit[0] > LEFT
    assert len(fakes.sms.accepted) == 1
