"""The whole product as a user starts it, on a data folder of its own."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.folders import server_folder
from tests.support.ports import free_port

# A Tuesday at ten in the morning, far from public holidays: demands may leave, and so may they the next morning.
CLOCK = "2026-11-24T10:00+01:00"
READY = "Ctrl-C stops everything"
START_WITHIN = 540  # seconds, on a busy machine; one that fails says so at once


@dataclass(frozen=True, slots=True)
class Product:
    """The addresses of the app and of the sandbox, which plays the providers, and the folder of its data."""

    url: str
    sandbox_url: str
    data: Path

    async def messages(self, **filters: str) -> list[dict[str, Any]]:
        """What the providers were given, oldest first; filters `to from kind attempt_id direction`."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.sandbox_url}/sandbox/api/messages", params=filters) as answer,
        ):
            assert answer.status == 200, await answer.text()
            found: list[dict[str, Any]] = (await answer.json())["messages"]
            return found

    async def mail(self, **told: Any) -> None:
        """An e-mail of somebody's to an address of an agency's; `from to subject text files`."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.sandbox_url}/sandbox/api/mails", json=told) as answer,
        ):
            assert answer.status == 201, await answer.text()


@contextlib.contextmanager
def running_product(**settings: str) -> Iterator[Product]:
    """`tandem up` from an empty data folder to its end; `settings` by their names in the environment."""
    port = free_port()  # and the sandbox takes the next one
    with server_folder() as folder:
        log = folder / "up.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
        environment = kept | {"TANDEM_DATA": f"{folder}/data", "TANDEM_PORT": str(port), "TANDEM_CLOCK": CLOCK}
        (folder / "printers").mkdir()
        environment["TANDEM_PRINTER_FOLDER"] = f"{folder}/printers"
        environment |= settings
        command = [sys.executable, "-m", "tandem.entrypoints.cli", "up", "--with-parent"]
        with log.open("wb") as output:  # the folder is also where it runs: a developer's .env is not the tests'
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            _wait_until_ready(process, log)
            yield Product(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", folder / "data")
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while READY not in (said := log.read_text()):
        assert process.poll() is None, f"the product ended while it started:\n{said}"
        assert time.monotonic() < deadline, f"the product did not start within {START_WITHIN} s:\n{said}"
        time.sleep(0.1)
