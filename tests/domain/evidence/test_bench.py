"""What the bench measures of an evidence bundle runs within the walls that the product runs within."""

from pathlib import Path

import asyncpg
import pytest

from tandem.entrypoints.bench import evidence, setting
from tests.support.services import Template, database_of, orm


async def test_the_bench_fills_a_case_file_and_makes_its_bundle(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "ROUNDS", 1)
    for number in ("MESSAGES", "NOTES", "REPLIES", "PAYMENTS", "FILES"):
        monkeypatch.setattr(evidence, number, 2)
    async with database_of(template) as urls, orm(urls.worker):
        owner = await asyncpg.connect(urls.owner)
        [case_file_id] = await setting.write_case_files(owner, 1, "BENCH")
        await owner.close()

        [row] = await evidence.measure(urls, case_file_id, tmp_path)

    # Three of each message, one of each note, reply and payment.
    assert row.measure == "evidence bundle of a case file with 12 events, in French"
