"""The browser of the tests: a Chromium that is on this machine, quiet towards the network."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, async_playwright

QUIET = ("--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextlib.asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """A running Chromium: the one that TANDEM_TEST_CHROMIUM names, else the one of PATH. `more`: arguments of it, for
    what the one without a window does not have, such as microphones.
    """
    whole = os.environ.get("TANDEM_TEST_CHROMIUM") or shutil.which("chromium")
    path = whole if more else shutil.which("chromium-headless-shell") or whole
    assert path, "no Chromium: install it, or set TANDEM_TEST_CHROMIUM"
    # As root Chromium refuses to start its own sandbox.
    arguments = [*QUIET, *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
