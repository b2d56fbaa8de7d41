"""The demo's stories in a database of their own: real chains of real commands."""

import asyncio
import base64
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tests.support.services import MASTER_KEY, Template, database_of

_TELL = (
    "import asyncio; from tandem.entrypoints.demo.stories import tell_stories; "
    "from tandem.entrypoints.settings import load_settings; asyncio.run(tell_stories(load_settings()))"
)


@pytest.fixture(scope="session")
def told_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the stories lie."""
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="session")
async def told(template: Template, told_folder: Path) -> AsyncIterator[DatabaseUrls]:
    """Told once, by another process (it sets clock and channels); for tests that only read."""
    async with database_of(template) as urls:
        telling = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _TELL,
            env={**os.environ, **settings_of(urls, told_folder)},
            stdout=asyncio.subprocess.DEVNULL,
        )
        assert await telling.wait() == 0
        yield urls


def settings_of(urls: DatabaseUrls, folder: Path) -> dict[str, str]:
    """The environment of a process of ours on this database."""
    key = base64.b64encode(MASTER_KEY).decode()
    return {
        "TANDEM_DATABASE_URL": urls.owner,
        "TANDEM_WEB_DATABASE_URL": urls.web,
        "TANDEM_WORKER_DATABASE_URL": urls.worker,
        "TANDEM_MASTER_KEY": key,
        "TANDEM_SECRET_KEY": key,
        "TANDEM_ANCHOR_KEY": key,
        "TANDEM_DATA": str(folder),
    }
