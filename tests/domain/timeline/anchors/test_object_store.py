"""Anchors in an object store of S3's kind: written only if absent, found again, verified."""

import asyncpg
import pytest

from tandem.timeline.anchors import make_anchor
from tandem.timeline.anchors.store import opened, put_new, read
from tests.domain.timeline.anchors.conftest import Setting, happen
from tests.domain.timeline.anchors.object_store_of_test import listening
from tests.support.builders import make_case


async def test_anchors_lie_in_a_bucket(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (address, objects):
        for name, value in {
            "ENDPOINT_URL": address,
            "ALLOW_HTTP": "true",
            "ACCESS_KEY_ID": "test",
            "SECRET_ACCESS_KEY": "test",
        }.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        bucket = opened("s3://anchors/production")
        setting.configured(store=bucket)
        made = await make_case()
        first = await make_anchor()
        await happen(made.case_file)
        assert await make_anchor()

        assert first
        assert objects["anchors/production/00000001/anchor.txt"] == first.text()
        faults, tally = await setting.faults()
        assert (faults, tally.anchors, tally.points) == ([], 2, 2)
        assert not await put_new(bucket, "00000001/anchor.txt", b"another")
        assert await read(bucket, "00000001/anchor.txt") == first.text()

        # A database that knows the first one only asks for what comes after it.
        owner = await asyncpg.connect(setting.urls.owner)
        await owner.execute("DELETE FROM timeline_anchors WHERE number = 2")
        await owner.close()
        third = await make_anchor()
        assert third
        assert (third.number, third.leaves) == (3, 0)

        del objects["anchors/production/00000002/anchor.txt"]
        assert (await setting.faults())[0] == ["anchor 2: its file is missing"]
