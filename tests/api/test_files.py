"""Files of a case over HTTP and GraphQL: who opens what and when, and what is refused before it is kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem.casefiles import storage
from tandem.casefiles.documents.commands import publish_document
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.http import files
from tandem.entrypoints.http.auth import COOKIE
from tandem.entrypoints.http.refusals import refuse
from tandem.kit.errors import TandemError
from tandem.organizations.actor import System
from tandem_graphql.ids import global_id, key_of
from tests.api.asking import LINKS, Answer, ask
from tests.api.watching import sign_in, watching
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")

PDF = b"%PDF-1.7\n%%EOF\n"
EMAILS = {
    "awa": "awa@lenoir.example",
    "marc": "marc@lenoir.example",
    "helene": "helene@bati-loire.example",
    "ines": "ines@lenoir.example",
    "nadia": "nadia@energie.example",
    "tom": "tom@atlas.example",
    "yann": "yann@lemanique.example",
}
REQUEST = """mutation ($input: RequestDocumentUploadInput!) { requestDocumentUpload(input: $input) {
    uploadId url userErrors { code field message } } }"""
ADD = """mutation ($input: AddDocumentInput!) { addDocument(input: $input) {
    document { id name contentType size sha256 chain state publishesAt addedBy url viewerCanWithdraw }
    caseFile { documents { id } } userErrors { code field } } }"""
WITHDRAW = """mutation ($input: WithdrawDocumentInput!) { withdrawDocument(input: $input) {
    withdrawn caseFile { documents { id } } userErrors { code } } }"""
LIST = "query ($id: ID!) { caseFile(id: $id) { documents { id } timeline { edges { node { __typename } } } } }"


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of files over a store in memory."""
    storage.configure(MemoryStore())
    app = Starlette(routes=files.routes, exception_handlers={TandemError: refuse})
    app.state.links = LINKS
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://tandem.example") as client:
        yield client


async def opened(http: httpx2.AsyncClient, who: str | None, url: str) -> Any:
    """The answer to opening a file as a person of the cast."""
    cookies = {COOKIE: (await sign_in(EMAILS[who])).secret} if who else {}
    header = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return await http.get(url, headers=header if who else {})


async def announced(made: MadeCase, data: bytes, person: str = "awa", organization: str = "lenoir") -> dict[str, Any]:
    made_input = {"caseFileId": global_id("CaseFile", made.case_file.id), "filename": "PV.pdf", "size": len(data)}
    answer = await ask(person, organization, REQUEST, input=made_input)
    found: dict[str, Any] = answer.data["requestDocumentUpload"]
    return found


async def added(http: httpx2.AsyncClient, made: MadeCase, audience: str) -> dict[str, Any]:
    """A file of Awa's."""
    upload = await announced(made, PDF)
    assert (await http.post(upload["url"], content=PDF)).status_code == 200
    answer = await ask("awa", "lenoir", ADD, input={"uploadId": upload["uploadId"], "audience": audience})
    assert answer.errors == []
    document: dict[str, Any] = answer.data["addDocument"]["document"]
    return document


async def listed(person: str, organization: str, made: MadeCase) -> Answer:
    return await ask(person, organization, LIST, id=global_id("CaseFile", made.case_file.id))


async def statuses(http: httpx2.AsyncClient, url: str) -> dict[str | None, int]:
    return {who: (await opened(http, who, url)).status_code for who in (*EMAILS, None)}


async def test_a_private_file_opens_for_its_side_alone(http: httpx2.AsyncClient) -> None:
    made = await make_case()

    document = await added(http, made, "OWN_SIDE")

    assert (document["name"], document["contentType"], document["size"]) == ("PV.pdf", "application/pdf", len(PDF))
    assert (document["chain"], document["state"], document["addedBy"]) == ("AGENCY", "RECORDED", "Awa Diallo")
    assert await statuses(http, document["url"]) == {
        "awa": 200,
        "marc": 200,
        "ines": 200,
        "helene": 404,
        "nadia": 404,
        "tom": 404,
        "yann": 404,
        None: 401,
    }
    answer = await opened(http, "awa", document["url"])
    assert answer.content == PDF
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''PV.pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    seen = (await listed("helene", "bati-loire", made)).data["caseFile"]
    assert seen == {"documents": [], "timeline": {"edges": [{"node": {"__typename": "CaseFilePlaced"}}]}}


async def test_a_shared_file_opens_for_the_other_side_once_it_is_recorded(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    document = await added(http, made, "PARTIES")
    assert (document["state"], document["viewerCanWithdraw"]) == ("PUBLISHING", True)

    before = (await opened(http, "helene", document["url"])).status_code
    await publish_document(System(cast_id("lenoir")), key_of(document["id"], "Document", "id"))
    after = (await opened(http, "helene", document["url"])).status_code

    assert (before, after) == (404, 200)
    assert [one["id"] for one in (await listed("helene", "bati-loire", made)).data["caseFile"]["documents"]] == [
        document["id"]
    ]
    assert (await opened(http, "tom", document["url"])).status_code == 404


async def test_a_file_taken_back_opens_for_nobody_by_its_old_address(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    document = await added(http, made, "PARTIES")

    answer = await ask("awa", "lenoir", WITHDRAW, input={"documentId": document["id"]})

    assert answer.data["withdrawDocument"] == {"withdrawn": True, "caseFile": {"documents": []}, "userErrors": []}
    assert set((await statuses(http, document["url"])).values()) == {404, 401}


@pytest.mark.parametrize(
    ("case", "data", "code"),
    [
        ("program", b"MZ" + bytes(20), "DOCUMENT_DANGEROUS"),
        ("web page", b"<!doctype html><script>", "DOCUMENT_DANGEROUS"),
        ("noise", bytes(range(256)), "DOCUMENT_TYPE_UNKNOWN"),
        ("less than announced", b"", "UPLOAD_INCOMPLETE"),
    ],
)
async def test_what_is_refused_is_kept_nowhere_and_says_why(
    http: httpx2.AsyncClient, case: str, data: bytes, code: str
) -> None:
    made = await make_case()
    upload = await announced(made, data or PDF)

    french, english = [
        await http.post(upload["url"], content=data, headers={"accept-language": language}) for language in ("fr", "en")
    ]

    assert (french.status_code, french.json()["code"]) == (400, code), case
    assert french.json()["message"] != english.json()["message"]
    answer = await ask("awa", "lenoir", ADD, input={"uploadId": upload["uploadId"]})
    assert answer.data["addDocument"]["userErrors"] == [{"code": "upload_not_received", "field": ["uploadId"]}]
    assert await storage.keys_under("documents") == []


async def test_an_address_takes_what_was_announced_and_nothing_else(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    upload = await announced(made, PDF)

    forged = await http.post(upload["url"].replace(str(cast_id("lenoir")), str(cast_id("bati-loire"))), content=PDF)
    more = await http.post(upload["url"], content=PDF + b"x")
    first, second = [await http.post(upload["url"], content=PDF) for _ in range(2)]

    assert (forged.status_code, more.status_code, first.status_code) == (403, 413, 200)
    assert (second.status_code, second.json()["code"]) == (409, "UPLOAD_ALREADY_RECEIVED")


@pytest.mark.parametrize("size", [0, 50_000_001])
async def test_empty_and_huge_files_are_not_announced(size: int) -> None:
    made = await make_case()

    given = {"caseFileId": global_id("CaseFile", made.case_file.id), "filename": "a.pdf", "size": size}
    answer = await ask("awa", "lenoir", REQUEST, input=given)

    error = answer.data["requestDocumentUpload"]["userErrors"][0]
    assert (error["code"], error["field"]) == ("invalid_input", ["size"])


async def test_nobody_else_adds_or_takes_back(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    upload = await announced(made, PDF)
    await http.post(upload["url"], content=PDF)
    document = await added(http, made, "PARTIES")

    for person, organization in (
        ("marc", "lenoir"),
        ("helene", "bati-loire"),
        ("tom", "atlas"),
        ("yann", "lemanique"),
    ):
        given = {"uploadId": upload["uploadId"], "audience": "OWN_SIDE"}
        answers = [
            await ask(person, organization, ADD, input=given),
            await ask(person, organization, WITHDRAW, input={"documentId": document["id"]}),
        ]
        codes = [answer.data[name]["userErrors"][0]["code"] for answer, name in zip(answers, NAMES, strict=True)]
        assert codes == ["upload_not_found", "author_only" if person == "marc" else "document_not_found"], person

    seen = (await listed("awa", "lenoir", made)).data["caseFile"]["documents"]
    assert [one["id"] for one in seen] == [document["id"]]


NAMES = ("addDocument", "withdrawDocument")
LIVE = """subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) {
    event { __typename ... on DocumentAdded { name document { url } } } caseFile { documents { name } } } }"""


async def test_an_open_page_of_the_other_side_gets_a_shared_file_and_no_private_one(http: httpx2.AsyncClient) -> None:
    made, helene = await make_case(), await sign_in(EMAILS["helene"])
    key = global_id("CaseFile", made.case_file.id)
    position = "query ($id: ID!) { caseFile(id: $id) { timelinePosition } }"
    after = (await ask("helene", "bati-loire", position, id=key)).data["caseFile"]["timelinePosition"]

    async with watching(helene, LIVE, made.case_file.id, id=key, after=after) as watch:
        await added(http, made, "OWN_SIDE")
        await asyncio.sleep(0.2)
        silent = watch.is_silent
        document = await added(http, made, "PARTIES")
        await publish_document(System(cast_id("lenoir")), key_of(document["id"], "Document", "id"))
        frame = (await watch.frame())["timeline"]

    assert silent
    assert frame["event"] == {"__typename": "DocumentAdded", "name": "PV.pdf", "document": {"url": document["url"]}}
    assert frame["caseFile"] == {"documents": [{"name": "PV.pdf"}]}


async def test_a_copy_for_the_person_opens_for_who_may_give_it_and_not_for_whoever_has_its_address(
    http: httpx2.AsyncClient,
) -> None:
    made = await make_case()
    person = "query ($id: ID!) { personalData(debtorId: $id) { exportUrl } }"
    answer = await ask("ines", "lenoir", person, id=global_id("Debtor", made.case_file.debtor_id))
    url = answer.data["personalData"]["exportUrl"]

    answers = {who: await opened(http, who, url) for who in ("ines", None, "awa", "marc", "nadia")}
    unsigned = await opened(http, "ines", url.partition("?")[0])

    assert {who: found.status_code for who, found in answers.items()} == {
        "ines": 200,
        None: 401,
        "awa": 403,
        "marc": 403,
        "nadia": 404,
    }
    assert answers["ines"].headers["content-type"] == "application/zip"
    assert unsigned.status_code == 403
