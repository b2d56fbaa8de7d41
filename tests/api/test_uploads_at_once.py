"""Files that arrive at once: one address takes one of them, and all together take so much memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem.casefiles import storage, uploads
from tandem.casefiles.errors import TooManyUploads
from tandem.entrypoints.http import files
from tandem.entrypoints.http.refusals import refuse
from tandem.kit.errors import TandemError
from tandem_graphql.ids import global_id
from tests.api.asking import LINKS, ask
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("live")

PDF = b"%PDF-1.7\n%%EOF\n"
REQUEST = """mutation ($input: RequestDocumentUploadInput!) { requestDocumentUpload(input: $input) { uploadId url } }"""
ADD = "mutation ($input: AddDocumentInput!) { addDocument(input: $input) { document { size } userErrors { code } } }"


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of files over a store in memory."""
    storage.configure(MemoryStore())
    app = Starlette(routes=files.routes, exception_handlers={TandemError: refuse})
    app.state.links = LINKS
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://tandem.example") as client:
        yield client


async def _announced() -> dict[str, Any]:
    made = await make_case()
    given = {"caseFileId": global_id("CaseFile", made.case_file.id), "filename": "PV.pdf", "size": len(PDF)}
    answer = await ask("awa", "lenoir", REQUEST, input=given)
    found: dict[str, Any] = answer.data["requestDocumentUpload"]
    return found


class Slow:
    """A body whose end waits until it may come."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def parts(self) -> AsyncIterator[bytes]:
        """The file in two parts."""
        yield PDF[:5]
        self.begun.set()
        await self.go.wait()
        yield PDF[5:]


async def test_of_two_that_send_to_one_address_one_is_taken_whole_and_the_other_refused(
    http: httpx2.AsyncClient,
) -> None:
    upload, slow = await _announced(), Slow()
    first = asyncio.create_task(http.post(upload["url"], content=slow.parts()))
    await asyncio.wait_for(slow.begun.wait(), 20)

    second = await http.post(upload["url"], content=PDF)
    slow.go.set()
    taken = await first
    third = await http.post(upload["url"], content=PDF)
    added = await ask("awa", "lenoir", ADD, input={"uploadId": upload["uploadId"], "audience": "OWN_SIDE"})

    assert (taken.status_code, second.status_code, third.status_code) == (200, 409, 409)
    assert (second.json()["code"], third.json()["code"]) == ("UPLOAD_UNDERWAY", "UPLOAD_ALREADY_RECEIVED")
    assert added.data["addDocument"] == {"document": {"size": len(PDF)}, "userErrors": []}
    assert len(await storage.keys_under("documents")) == 1
    assert not uploads._underway


@pytest.mark.usefixtures("http")
async def test_of_two_processes_one_is_taken_whole_and_nothing_of_the_other_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload, put, both = await _announced(), storage.put, asyncio.Barrier(2)

    async def at_once(key: str, data: bytes) -> storage.StoredFile:
        stored = await put(key, data)
        await both.wait()
        return stored

    async def received() -> str:
        try:
            await uploads.receive(organization_id, upload_id, PDF)
        except TandemError as refusal:
            return refusal.code
        return "taken"

    query = httpx2.URL(upload["url"]).params
    path = upload["url"].partition("?")[0]
    organization_id, upload_id = UUID(query["organization"]), UUID(path.rpartition("/")[2])
    monkeypatch.setattr(storage, "put", at_once)

    outcomes = await asyncio.gather(received(), received())

    assert sorted(outcomes) == ["taken", "upload_already_received"]
    assert len(await storage.keys_under("documents")) == 1


@pytest.mark.parametrize("bound", ["_MOST_UNDERWAY", "_MOST_OF_ORGANIZATION"])
async def test_all_together_and_those_of_one_organization_take_so_much_memory(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(uploads, bound, len(PDF) + 1)
    here, there, slow = await _announced(), await _announced(), Slow()
    first = asyncio.create_task(http.post(here["url"], content=slow.parts()))
    await asyncio.wait_for(slow.begun.wait(), 20)

    refused = await http.post(there["url"], content=PDF)
    slow.go.set()
    await first
    again = await http.post(there["url"], content=PDF)

    assert (refused.status_code, refused.json()["code"], again.status_code) == (503, "TOO_MANY_UPLOADS", 200)


def test_what_is_only_announced_takes_no_room_and_a_full_organization_none_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "_MOST_OF_ORGANIZATION", 10)
    one, other = UUID(int=1), UUID(int=2)
    with ExitStack() as held:
        [*_, last] = [held.enter_context(uploads.underway(one, UUID(int=n))) for n in range(100)]
        last.more(10)
        with pytest.raises(TooManyUploads):
            last.more(1)

        held.enter_context(uploads.underway(other, UUID(int=100))).more(10)

    assert not uploads._underway


async def test_a_file_that_does_not_arrive_while_its_address_lives_is_given_up(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIFE", timedelta(0))
    upload = await _announced()

    answer = await http.post(upload["url"], content=Slow().parts())

    assert answer.status_code == 408
    assert not uploads._underway


@pytest.mark.parametrize("signature", ["é", "", "0" * 64, "\ud7ff" * 64, "a" * 10_000])
async def test_a_made_up_signature_is_refused_whatever_it_is(http: httpx2.AsyncClient, signature: str) -> None:
    url = httpx2.URL((await _announced())["url"])

    answer = await http.post(url.copy_set_param("signature", signature), content=PDF)

    assert answer.status_code == 403
