"""Recordings over HTTP and GraphQL: who hears one, by an address of their own, each time told in the audit log."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem.casefiles import storage
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.recordings.recording import RecordingState, announce, move
from tandem.contacts.recordings.sealing import sealed
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.http import files
from tandem.entrypoints.http.ranges import part_of
from tandem.entrypoints.http.refusals import refuse
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import TandemError
from tandem.organizations.actor import System
from tandem.timeline.sealing import key_for
from tandem_graphql.ids import global_id
from tests.api.asking import LINKS, ask
from tests.api.test_files import opened
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")
SOUND = bytes(range(200))
LISTEN = "mutation ($input: CallRecordingInput!) { listenToRecording(input: $input) { url userErrors { code } } }"
LIST = """query ($id: ID!) { callRecordings(caseFileId: $id) {
    attemptId state seconds viewerCanPause viewerCanRefuse viewerCanListen } }"""


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of files over a store in memory."""
    storage.configure(MemoryStore())
    app = Starlette(routes=files.routes, exception_handlers={TandemError: refuse})
    app.state.links = LINKS
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://tandem.example") as client:
        yield client


async def kept(made: MadeCase) -> ContactAttempt:
    """A call of a case file whose recording is in the store."""
    agency, case_file = System(cast_id("lenoir")), made.case_file
    async with transaction(agency):
        attempt = await ContactAttempt.create(
            agency_id=case_file.agency_id,
            creditor_id=case_file.creditor_id,
            case_file=case_file,
            party_id=made.phone.party_id,
            contact_point=made.phone,
            channel=Channel.VOICE,
            purpose=Purpose.DEMAND,
            state=AttemptState.DELIVERED,
            template_id="call",
            template_title="Appel",
            language="fr",
            to_address=made.phone.value,
            send_at=clock.now(),
            created_at=clock.now(),
            sending_at=clock.now(),
        )
        recording = await announce(attempt, "CA1")
        key = await key_for(case_file.agency_id, case_file.creditor_id, case_file.debtor_id, case_file.mandate_id)
        stored = await storage.put(f"recordings/{case_file.id}/{recording.id}", await sealed(key, recording.id, SOUND))
        changes = {"storage_key": stored.key, "size": len(SOUND), "sha256": storage.sha256_of(SOUND), "seconds": 7}
        await move(recording.id, RecordingState.ANNOUNCED, state=RecordingState.KEPT, **changes)
    return attempt


async def listened(person: str, organization: str, attempt: ContactAttempt) -> Any:
    made = {"attemptId": global_id("ContactAttempt", attempt.id)}
    return await ask(person, organization, LISTEN, input=made)


async def test_a_manager_hears_a_call_by_an_address_that_serves_nobody_else(http: httpx2.AsyncClient) -> None:
    attempt = await kept(await make_case())

    url = (await listened("marc", "lenoir", attempt)).data["listenToRecording"]["url"]

    heard = await opened(http, "marc", url)
    assert (heard.status_code, heard.content) == (200, SOUND)
    assert heard.headers["content-type"] == "audio/wav"
    assert heard.headers["cache-control"] == "private, no-store"
    assert [(await opened(http, who, url)).status_code for who in ("ines", "awa", "helene", "tom", None)] == [
        403,
        403,
        403,
        403,
        401,
    ]
    assert (await opened(http, "marc", url.replace("signature=", "signature=0"))).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-9", 206, SOUND[:10], "bytes 0-9/200"),
        ("bytes=190-", 206, SOUND[190:], "bytes 190-199/200"),
        ("bytes=-5", 206, SOUND[-5:], "bytes 195-199/200"),
        ("bytes=100-9999", 206, SOUND[100:], "bytes 100-199/200"),
        ("bytes=300-", 416, b"", "bytes */200"),
        ("pages=1", 200, SOUND, None),
    ],
)
def test_a_player_asks_for_parts(asked: str, status: int, content: bytes, told: str | None) -> None:
    answer = part_of(SOUND, asked)

    assert (answer.status_code, answer.body, answer.headers.get("content-range")) == (status, content, told)


async def test_who_may_not_hear_it_knows_of_it_or_not(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    attempt = await kept(made)
    case_file = global_id("CaseFile", made.case_file.id)

    answers = {
        who: await listened(*who, attempt) for who in (("awa", "lenoir"), ("helene", "bati-loire"), ("tom", "atlas"))
    }
    seen = {who: (await ask(*who, LIST, id=case_file)).data["callRecordings"] for who in answers}

    refused = [answer.data["listenToRecording"] for answer in answers.values()]
    assert [one["url"] for one in refused] == [None] * 3
    assert {error["code"] for one in refused for error in one["userErrors"]} <= {"not_permitted", "not_recorded"}
    assert [one["viewerCanListen"] for one in seen["awa", "lenoir"]] == [False]
    assert (seen["helene", "bati-loire"], seen["tom", "atlas"]) == ([], [])


async def test_a_screen_is_told_what_can_be_done(http: httpx2.AsyncClient) -> None:
    made = await make_case()
    attempt = await kept(made)

    [shown] = (await ask("marc", "lenoir", LIST, id=global_id("CaseFile", made.case_file.id))).data["callRecordings"]

    assert shown == {
        "attemptId": global_id("ContactAttempt", attempt.id),
        "state": "KEPT",
        "seconds": 7,
        "viewerCanPause": False,
        "viewerCanRefuse": True,
        "viewerCanListen": True,
    }


async def test_a_collector_pauses_nothing_that_does_not_run(http: httpx2.AsyncClient) -> None:
    attempt = await kept(await make_case())
    document = "mutation ($input: CallRecordingInput!) { pauseRecording(input: $input) { userErrors { code } } }"

    answer = await ask("awa", "lenoir", document, input={"attemptId": global_id("ContactAttempt", attempt.id)})

    assert answer.data["pauseRecording"]["userErrors"] == [{"code": "not_recorded"}]
    assert actor_of_cast("awa").organization_id == attempt.agency_id
