"""Killed between any two files, and between the files and the commit: no anchor, or a complete one."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.domain.timeline.anchors.conftest import SEED, Setting, happen
from tests.support.builders import make_case


@pytest.mark.timeout(120)
async def test_an_anchor_is_there_as_a_whole_or_not_at_all(setting: Setting, tmp_path: Path) -> None:
    made = await make_case()
    await happen(made.case_file, 3)
    report = tmp_path / "report"

    program = [sys.executable, "-m", "tests.domain.timeline.anchors.killed_anchoring"]
    where = [setting.urls.worker, setting.folder, SEED.hex(), report]
    child = await asyncio.create_subprocess_exec(*program, *where, "0", "1", "2", "3", "commit")
    assert await child.wait() == 0

    # The child that dies before the fourth file leaves three and no anchor; the next one remembers nothing of it.
    assert report.read_text().splitlines() == [
        "0 -9 False",
        "1 -9 False",
        "2 -9 False",
        "3 -9 False",
        "commit -9 True",
        "none 0 True",
    ]
    faults, tally = await setting.faults()
    assert faults == []
    assert (tally.anchors, tally.points) == (2, 1)
    # The anchor whose commit was cut short counts: the last child found nothing that had moved since.
    assert tally.newest
    assert (tally.newest.number, tally.newest.leaves) == (2, 0)
