"""A case file whose records do not agree gives no bundle; where events have the words, the bundle shows those."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest
import time_machine

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.evidence.models import BundleProblem, BundleState, EvidenceBundle
from tandem.evidence.queries import problem_of
from tandem.timeline.anchors import make_anchor
from tests.domain.evidence.stories import MARC, bundle_of, files_of, lived_in_case
from tests.domain.timeline.anchors.forging import chain_again
from tests.domain.timeline.tampering import unguarded
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

TOLD = {
    "fr": "Les enregistrements de ce dossier ne concordent pas avec ce qui a été scellé lors de leur création. Aucun "
    "dossier de preuve n’en est établi\u00a0: appelez l’administrateur, qui peut les faire vérifier.",
    "en": "The records of this case file do not agree with what was sealed when they were made. No evidence file is "
    "made from them: call the administrator, who can have the records verified.",
}


@pytest.fixture
async def urls(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own on the worker's role: its owner tampers with what was committed."""
    async with database_of(template) as made, orm(made.worker, pool=5):
        yield made


async def tamper(urls: DatabaseUrls, sql: str, *values: object) -> None:
    async with unguarded(urls) as owner:
        done = await owner.execute(sql, *values)
        assert not done.endswith(" 0"), "nothing was tampered with"


def texts_in(packed: bytes) -> str:
    """The exhibits' own files, without PDF files."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = [name for name in archive.namelist() if name.startswith("pieces/") and not name.endswith(".pdf")]
        return "\n".join(archive.read(name).decode() for name in names)


def refused(bundle: EvidenceBundle) -> None:
    assert (bundle.state, bundle.problem) == (BundleState.FAILED, BundleProblem.RECORDS_DISAGREE)
    assert (bundle.pdf_key, bundle.zip_key) == (None, None)
    assert {locale: problem_of(bundle, locale) for locale in TOLD} == TOLD


async def test_a_chain_made_anew_under_its_anchor_gives_no_bundle(urls: DatabaseUrls) -> None:
    """All hashes agree again, and only the anchor still knows the event that was exchanged."""
    made = await make_case()
    assert await make_anchor()
    async with unguarded(urls) as owner:
        await chain_again(owner, made.case_file.id, "parties", 1)

    refused(await bundle_of(MARC, made.case_file.id))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE timeline_events SET milestone = NOT milestone WHERE case_file_id = $1 AND chain = 'parties'",
        "UPDATE timeline_events SET sealed = sealed || '\\x00' WHERE case_file_id = $1 AND chain = 'parties'",
        "UPDATE timeline_keys SET wrapped = wrapped || '\\x00' "
        "WHERE id IN (SELECT key_id FROM timeline_events WHERE case_file_id = $1)",
        "DELETE FROM timeline_events WHERE case_file_id = $1 AND chain = 'parties'",
    ],
    ids=["an event", "a seal", "a key", "the events"],
)
async def test_what_its_hash_does_not_cover_gives_no_bundle(urls: DatabaseUrls, sql: str) -> None:
    made = await make_case()
    await tamper(urls, sql, made.case_file.id)

    refused(await bundle_of(MARC, made.case_file.id))


async def test_an_anchor_whose_file_is_not_there_gives_no_bundle(urls: DatabaseUrls) -> None:
    made = await make_case()
    assert await make_anchor()
    await tamper(urls, "UPDATE timeline_anchors SET number = 2")
    await tamper(urls, "UPDATE timeline_anchored SET anchor = 2")

    refused(await bundle_of(MARC, made.case_file.id))


@pytest.mark.parametrize(
    "changed",
    ["sent_copy = replace(sent_copy, 'a', 'e')", "sent_copy = NULL"],
    ids=["another text", "none"],
)
@pytest.mark.parametrize("channel", ["sms", "email", "letter"])
async def test_a_copy_that_its_event_did_not_seal_gives_no_bundle(
    channel: str, changed: str, urls: DatabaseUrls, morning: time_machine.Traveller
) -> None:
    lived = await lived_in_case(morning)
    await tamper(
        urls, f"UPDATE contact_attempts SET {changed} WHERE case_file_id = $1 AND channel = $2", lived.id, channel
    )

    refused(await bundle_of(MARC, lived.id))


async def test_a_file_exchanged_together_with_its_row_says_so(
    urls: DatabaseUrls, morning: time_machine.Traveller
) -> None:
    """Bytes and row agree, and the event still knows the file that was added."""
    lived = await lived_in_case(morning)
    await tamper(
        urls,
        "UPDATE documents d SET storage_key = l.storage_key, sha256 = l.sha256 FROM documents l "
        "WHERE d.case_file_id = $1 AND d.name = 'carnet interne.txt' AND l.case_file_id = $1 "
        "AND l.name = 'avis interne.txt'",
        lived.id,
    )

    bundle = await bundle_of(MARC, lived.id, include_own_side=True, locale="en")

    with zipfile.ZipFile(io.BytesIO((await files_of(bundle))[1])) as archive:
        (sheet,) = [
            archive.read(name).decode() for name in archive.namelist() if "carnet" in name and name.endswith("heet.txt")
        ]
    assert "carnet interne.txt" in sheet
    assert "no longer" in sheet


async def test_words_are_those_of_the_events(urls: DatabaseUrls, morning: time_machine.Traveller) -> None:
    """Rows that were written over, and the page's own copy of what was told, put no words into anybody's mouth."""
    lived = await lived_in_case(morning)
    await tamper(urls, "UPDATE note_revisions SET body = 'FORGED'")
    await tamper(urls, "UPDATE contact_attempts SET comment = 'FORGED' WHERE channel = 'voice'")
    await tamper(
        urls,
        "UPDATE contact_attempts SET body = 'FORGED', subject = 'FORGED', to_address = 'FORGED' "
        "WHERE channel IN ('sms', 'email')",
    )
    await tamper(
        urls,
        "UPDATE timeline_entries SET data = jsonb_set(data, '{body}', '\"FORGED\"') "
        "WHERE kind = 'inbound_message_received'",
    )

    words = texts_in((await files_of(await bundle_of(MARC, lived.id)))[1])

    assert "FORGED" not in words
    for told in ("Livraison signée le 3 mars.", "Le gérant demande un délai.", "Je paierai la première facture"):
        assert told in words
