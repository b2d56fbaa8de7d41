"""Files of a message that is on no case file: looked at by who reads messages, and by nobody else."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import orjson
import pytest

from tandem.casefiles import storage
from tandem.contacts.incoming import filing
from tandem.contacts.incoming.keeping import receive_email
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.ids import new_id
from tandem_channels.inbound_email import MailFile
from tests.api.asking import ask
from tests.api.test_files import PDF, http, opened, statuses
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("live")
assert http  # a fixture
LIST = "{ inboundMessages { edges { node { attachments { name url refused } } } } }"


@pytest.fixture
async def message(http: httpx2.AsyncClient, live: DatabaseUrls) -> AsyncIterator[UUID]:
    """The id of an e-mail with a proof and a program, that told nobody's case file."""
    files = (("preuve.pdf", PDF), ("a.exe", b"MZ" + bytes(99)))
    await receive_email(email("inconnu@ailleurs.example", "dossiers@lenoir.example", "Voici", *files), None)
    [key] = await storage.keys_under("inbound")
    kept = await filing.keep_files([MailFile(name, "application/pdf", data) for name, data in files], new_id(), None)
    owner, message_id = await asyncpg.connect(live.owner), new_id()
    await owner.execute(
        "INSERT INTO inbound_messages (id, agency_id, event_id, channel, sender, sent_to, body, attachments, "
        "received_at, state, why, storage_key) VALUES ($1, $2, $3, 'email', 'inconnu@ailleurs.example', '', 'Voici', "
        "$4, now(), 'waiting', 'unknown_sender', $5)",
        message_id,
        cast_id("lenoir"),
        new_id(),
        orjson.dumps([file.as_recorded() for file in kept]).decode(),
        key,
    )
    yield message_id
    await owner.execute("DELETE FROM inbound_messages WHERE id = $1", message_id)
    await owner.close()


async def attachments(message_id: UUID) -> list[dict[str, Any]]:
    answer = await ask("marc", "lenoir", LIST)
    found: list[list[dict[str, Any]]] = [one["node"]["attachments"] for one in answer.data["inboundMessages"]["edges"]]
    return next(files for files in found if any(str(message_id) in (file["url"] or "") for file in files))


async def test_who_reads_the_message_opens_its_file_and_nobody_else(http: httpx2.AsyncClient, message: UUID) -> None:
    url = f"/files/inbound/{message}?file=0"

    found = await opened(http, "marc", url)

    assert (found.status_code, found.content) == (200, PDF)
    assert found.headers["content-type"] == "application/pdf"
    assert await statuses(http, url) == {
        "awa": 200,
        "marc": 200,
        "ines": 200,
        "helene": 403,
        "nadia": 403,
        "tom": 404,
        "yann": 403,
        None: 401,
    }


async def test_what_no_upload_may_be_is_named_and_not_given(http: httpx2.AsyncClient, message: UUID) -> None:
    [proof, program] = await attachments(message)

    assert (proof["url"], program["url"]) == (f"/files/inbound/{message}?file=0", None)
    assert program["refused"]
    for place, status in (("1", 404), ("2", 404), ("", 400), ("-1", 400), ("x", 400)):
        assert (await opened(http, "marc", f"/files/inbound/{message}?file={place}")).status_code == status
