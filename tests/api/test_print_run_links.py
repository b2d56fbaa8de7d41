"""The addresses of a print run once they are over: a sentence in the reader’s language, and no byte of a file."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
import time_machine
from starlette.applications import Starlette

from tandem.entrypoints.http import print_runs
from tandem.entrypoints.http.auth import COOKIE
from tandem.entrypoints.http.refusals import refuse
from tandem.kit import clock
from tandem.kit.errors import TandemError
from tandem.kit.links import LIFE
from tests.api.asking import LINKS
from tests.api.watching import sign_in

pytestmark = pytest.mark.usefixtures("live")
FILES = ("letters.pdf", "cover.pdf", "index.csv")
FRENCH = "Cette adresse n’est plus valable. Ouvrez de nouveau le tirage."
ENGLISH = "This address has expired. Open the print run again."


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of print runs alone."""
    app = Starlette(routes=print_runs.routes, exception_handlers={TandemError: refuse})
    app.state.links = LINKS
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://tandem.example") as client:
        yield client


@pytest.mark.parametrize(
    ("email", "sentence"), [("marc@lenoir.example", FRENCH), ("tom@atlas.example", ENGLISH), (None, FRENCH)]
)
async def test_an_address_that_is_over_says_what_to_do(
    http: httpx2.AsyncClient, email: str | None, sentence: str
) -> None:
    paths = [f"/files/print-runs/{uuid4()}/{name}" for name in FILES]
    with time_machine.travel(clock.now() - LIFE - timedelta(seconds=1), tick=False):
        over = [LINKS.sign(path) for path in paths]
    forged = [f"{LINKS.sign(path)}0" for path in paths]
    header = {"cookie": f"{COOKIE}={(await sign_in(email)).secret}"} if email else {}

    answers = [await http.get(url, headers=header) for url in over + forged]

    assert [(one.status_code, one.text) for one in answers] == [(403, sentence)] * 6
    assert {one.headers["content-type"] for one in answers} == {"text/plain; charset=utf-8"}


async def test_one_that_is_not_over_opens_for_nobody_who_is_not_signed_in(http: httpx2.AsyncClient) -> None:
    answer = await http.get(LINKS.sign(f"/files/print-runs/{uuid4()}/letters.pdf"))

    assert answer.status_code == 401
