"""The events that the bench loads are valid chains, and the same at every run."""

import asyncpg
import pytest

from tandem.entrypoints.bench import chains
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.ledger.verify import faults as ledger_faults
from tandem.timeline.verify import Tally, verify
from tests.support.builders import make_case


async def test_what_the_bench_loads_has_no_fault(committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "EVENTS", 250)
    await make_case()
    owner, tally = await asyncpg.connect(committed.owner), Tally()

    assert await chains.load(owner) == 250

    assert [fault async for fault in verify(owner, tally)] == []
    assert [fault async for fault in ledger_faults(owner)] == []
    assert (tally.events, tally.chains) == (251, 31)
    newest = "SELECT encode(hash, 'hex') FROM timeline_events WHERE kind = 'contact_state_changed' ORDER BY 1 LIMIT 1"
    assert await owner.fetchval(newest) == "01c4adafa21ea4a26f38a8cf8b26ab667c48b930f9284056175635dbfb74ba28"
    await owner.close()
