"""A person is erased: nothing of them is left anywhere, nothing of anybody else is missing, the chains hold."""

import asyncio
from urllib.parse import urlencode
from uuid import UUID

import orjson
import pytest
import structlog

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, ContactPoint, Debtor
from tandem.casefiles.publishing import Audience
from tandem.contacts import webhooks
from tandem.contacts.models import ContactAttempt
from tandem.kit.database import reading
from tandem.notes.commands import write_note
from tandem.organizations.actor import System
from tandem.privacy.access import person_for
from tandem.privacy.commands import request_erasure
from tandem.privacy.errors import PersonAlreadyErased
from tandem.privacy.models import Ground
from tandem.privacy.registry import ERASED
from tandem.timeline.queries import timeline_of
from tandem.timeline.sealing import KeyDestroyed
from tandem_channels.contract import DeliveryEvent, DeliveryStatus, InboundSmsEvent, Provider, WebhookRequest
from tests.domain.placements_db.road import Road, csv_of
from tests.domain.privacy.people import (
    ADA,
    AWA,
    BOB,
    HELENE,
    INES,
    PHONES,
    SMS_SENDER,
    People,
    asked,
    everything_in,
    places_of,
    rows_of,
    with_document,
)

ADA_WORDS = (ADA, "REF-ADA-77", PHONES[ADA], PHONES[ADA][3:], f"{ADA}@client.example", "1 rue " + ADA)


async def test_no_column_holds_a_word_of_an_erased_person_and_the_other_keeps_all(road: Road, people: People) -> None:
    before = await everything_in(road)

    with structlog.testing.capture_logs() as logs:
        await asked(road, people.ada)

    after = await everything_in(road)
    for word in ADA_WORDS:
        assert len(places_of(word, before)) > 0, word
        assert places_of(word, after) == [], word
        assert word not in str(logs)
    for word in (BOB, "REF-BOB-88", PHONES[BOB]):
        # The examples beside the columns of a batch are any debtor's: they go with the first who is erased.
        assert places_of(word, after) == [place for place in places_of(word, before) if place != "placement_batches"]
    assert await road.faults() == []


async def test_a_word_planted_in_each_column_of_the_registry_is_gone(road: Road, people: People) -> None:
    case_file = people.ada
    planted = {}
    for number, (table, column, where) in enumerate(text_columns_about(case_file)):
        word = f"planted{number:03}word"
        touched = await road.owner.execute(f"UPDATE {table} SET {column} = $1 WHERE {where}", word)
        if touched != "UPDATE 0":
            planted[f"{table}.{column}"] = word
    assert len(planted) > 20

    await asked(road, case_file, confirmed=await reference_of(road, case_file))

    after = await everything_in(road)
    assert [place for place, word in planted.items() if word in after] == []


def text_columns_about(case_file: CaseFile) -> list[tuple[str, str, str]]:
    """The text columns that hold a debtor's words, with one row of this case file in each."""
    one = f"case_file_id = '{case_file.id}'"
    text = {
        "contact_attempts": ("to_address", "subject", "body", "html", "sent_copy", "comment", "provider_id"),
        "contact_points": ("value",),
        "directives": ("reason",),
        "holds": ("reason",),
        "payments": ("reference", "reversal_reason"),
        "claims": ("description",),
        "parties": ("name",),
        "timeline_entries": ("actor_name",),
    }
    found = [
        (table, column, f"ctid = (SELECT ctid FROM {table} WHERE {one} LIMIT 1)")
        for table, columns in text.items()
        for column in columns
    ]
    found += [("case_files", column, f"id = '{case_file.id}'") for column in ("name_sort", "search")]
    found += [("debtors", column, f"id = '{case_file.debtor_id}'") for column in ("name", "company_number")]
    found += [
        ("note_revisions", "body", f"note_id IN (SELECT id FROM notes WHERE {one})"),
        ("placement_batches", "filename", f"id = '{case_file.batch_id}'"),
        (
            "uploads",
            "filename",
            f"id = (SELECT upload_id FROM placement_batches WHERE id = '{case_file.batch_id}')",
        ),
    ]
    known = {(store.table, column) for store in ERASED for column in store.blanked}
    assert {(table, column) for table, column, _ in found} <= known
    return found


async def reference_of(road: Road, case_file: CaseFile) -> str:
    reference: str = await road.owner.fetchval("SELECT reference FROM case_files WHERE id = $1", case_file.id)
    return reference


async def test_bytes_are_destroyed_and_the_placed_file_loses_the_rows_of_one_debtor(road: Road, people: People) -> None:
    key = await with_document(road, people.ada, ADA)
    kept = await with_document(road, people.bob, BOB)
    stray = await storage.put(f"documents/{people.ada.id}/died-halfway", b"a try of " + ADA.encode())
    original = await storage.get(await upload_key(road, people))

    erasure_id = await asked(road, people.ada)

    with pytest.raises(storage.StoredFileMissing):
        await storage.get(key)
    with pytest.raises(storage.StoredFileMissing):
        await storage.get(stray.key)
    assert BOB.encode() in await storage.get(kept)
    rewritten = await storage.get(await upload_key(road, people))
    assert all(word.encode() not in rewritten for word in ADA_WORDS)
    lines = [line.decode() for line in rewritten.split(b"\r\n")]
    assert lines[3:5] == rows_of(BOB, "REF-BOB-88")
    assert lines[1:3] == ["", ""]
    row = await road.owner.fetchrow("SELECT original_sha256, rewritten_at FROM uploads")
    assert row["original_sha256"] == storage.sha256_of(original)
    assert row["rewritten_at"] is not None
    done = await road.owner.fetchrow("SELECT * FROM erasures WHERE id = $1", erasure_id)
    assert done["finished_at"] is not None


async def upload_key(road: Road, people: People) -> str:
    key: str = await road.owner.fetchval(
        "SELECT storage_key FROM uploads WHERE id = (SELECT upload_id FROM placement_batches WHERE id = $1)",
        people.batch.id,
    )
    return key


async def test_what_is_left_is_a_shell_with_the_erasure_as_its_last_event(road: Road, people: People) -> None:
    erasure_id = await asked(road, people.ada)

    page = await timeline_of(HELENE, people.ada.id, 50, None)
    entries = [entry for _, entry in page.items]
    assert entries[0].kind == "person_erased"
    assert entries[0].data == {"erasure_id": str(erasure_id), "ground": "request"}
    assert {entry.actor_name for entry in entries} == {None}
    async with reading(HELENE):
        case_file = await CaseFile.get(id=people.ada.id).select_related("debtor")
        assert (case_file.debtor.name, case_file.outstanding) == ("—", people.ada.outstanding)
        assert case_file.erased_at is not None


async def test_nothing_can_be_added_to_an_erased_case_file(road: Road, people: People) -> None:
    await asked(road, people.ada)

    with pytest.raises(KeyDestroyed) as refused:
        await write_note(AWA, people.ada.id, body="too late", audience=Audience.OWN_SIDE)

    assert refused.value.message("en").startswith("The personal data of this case file was erased")
    assert await road.count("note_revisions", "body = 'too late'") == 0


async def test_the_same_debtor_is_placed_again_with_a_fresh_row_and_key(road: Road, people: People) -> None:
    await asked(road, people.ada)

    batch = await road.accepted(csv_of(*rows_of(ADA, "REF-ADA-77")))

    async with reading(HELENE):
        again = await CaseFile.get(batch_id=batch.id)
        assert again.id != people.ada.id
        assert again.debtor_id != people.ada.debtor_id
    await write_note(AWA, again.id, body="a new beginning", audience=Audience.OWN_SIDE)
    assert await road.count("timeline_keys", f"debtor_id = '{again.debtor_id}' AND wrapped IS NOT NULL") == 1
    assert await road.faults() == []


async def test_who_asked_not_to_be_written_to_is_not_when_they_come_back(road: Road, people: People) -> None:
    await asked(road, people.ada)
    kept = await road.owner.fetchval("SELECT address FROM opt_outs WHERE address LIKE 'hash-%'")
    assert PHONES[ADA] not in kept
    assert await road.count("consent_entries", f"address = '{kept}' AND evidence IS NULL") == 1
    assert await road.count("consent_entries", f"address = '{PHONES[ADA]}'") == 0

    await road.accepted(csv_of(*rows_of(ADA, "REF-ADA-77")))

    assert await road.count("opt_outs", f"address = '{PHONES[ADA]}' AND lifted_at IS NULL") == 1
    assert await road.count("opt_outs", "address LIKE 'hash-%'") == 0
    assert await road.count("consent_entries", f"address = '{PHONES[ADA]}'") == 1


async def test_raw_callbacks_are_emptied_and_a_late_one_leaves_nothing(road: Road, people: People) -> None:
    async with reading(AWA):
        attempt = await ContactAttempt.get(case_file_id=people.ada.id)
    assert await spoken(attempt, "1")
    await asked(road, people.ada)

    assert await spoken(attempt, "2")
    late = DeliveryEvent(Provider.TWILIO, "late", str(attempt.id), "SM9", DeliveryStatus.DELIVERED, {"To": PHONES[ADA]})
    stop = InboundSmsEvent(Provider.TWILIO, "late-in", "late-in", PHONES[ADA], SMS_SENDER, "who are you", {})
    await webhooks.receive([late, stop])
    await road.work()

    rows = await road.owner.fetch("SELECT event_id, payload::text AS payload FROM provider_events ORDER BY event_id")
    by_id = {row["event_id"]: row["payload"] for row in rows}
    assert by_id["late"] == "{}"
    assert by_id[f"d-{people.ada.id}"] == "{}"
    assert PHONES[BOB] in by_id[f"d-{people.bob.id}"]
    assert [text for key, text in by_id.items() if key.startswith("spoken:")] == ["{}", "{}"]
    # A text of somebody who has no file here any more: kept raw for its month, by nobody's case.
    assert orjson.loads(by_id["late-in"])["sender"] == PHONES[ADA]
    assert await road.count("timeline_events", f"case_file_id = '{people.ada.id}' AND kind LIKE '%inbound%'") == 1


async def spoken(attempt: ContactAttempt, keys: str) -> bool:
    """The provider asks what a call says next, as whoever has it pressed a key; whether that is new."""
    form = {"To": PHONES[ADA], "Digits": keys}
    request = WebhookRequest("https://x/webhooks/twilio/message", {}, urlencode(form).encode())
    return await webhooks.keep_spoken(request, form, attempt.id)


async def test_asked_twice_at_once_is_erased_once(road: Road, people: People) -> None:
    async def ask() -> UUID:
        options = {"ground": Ground.REQUEST, "reason": "by letter", "confirmation": people.ada.reference}
        return (await request_erasure(INES, people.ada.debtor_id, **options)).id

    first, second = await asyncio.gather(ask(), ask())
    await road.work()

    assert first == second
    assert await road.count("erasures") == 1
    assert await road.count("timeline_events", "kind = 'person_erased'") == 1
    with pytest.raises(PersonAlreadyErased):
        await ask()


async def test_one_mandate_alone_is_erased_and_the_debtor_lives_on_under_the_other(road: Road, people: People) -> None:
    other = await under_another_mandate(road, people.ada)

    await asked(road, people.ada, confirmed=other, mandate_id=people.ada.mandate_id)

    async with reading(HELENE):
        assert (await Debtor.get(id=people.ada.debtor_id)).name == ADA
        shell = await CaseFile.get(id=people.ada.id).select_related("debtor")
        assert shell.debtor.name == "—"
    reached = await as_agency(people.ada.debtor_id)
    assert [each.reference for each in reached] == [other]


async def as_agency(debtor_id: UUID) -> tuple[CaseFile, ...]:
    async with reading(INES):
        return (await person_for(INES, debtor_id)).row.case_files


async def under_another_mandate(road: Road, case_file: CaseFile) -> str:
    """A second mandate of the same two, and a closed case file of the same debtor under it."""
    await road.owner.execute(
        "INSERT INTO mandates (id, agency_id, creditor_id, reference, kind, starts_on, basis, insurance, fee_terms, "
        "remittance_terms, payee, payee_account) SELECT gen_random_uuid(), agency_id, creditor_id, 'MR-2', kind, "
        "starts_on, basis, insurance, fee_terms, remittance_terms, payee, payee_account FROM mandates WHERE id = $1",
        case_file.mandate_id,
    )
    await road.owner.execute(
        "INSERT INTO case_files (id, agency_id, creditor_id, mandate_id, portfolio_id, batch_id, reference, stage, "
        "close_code, currency, placed_at, closed_at, name_sort, search, debtor_id, principal, interest, indemnities, "
        "accessories, paid, outstanding, claim_count) SELECT gen_random_uuid(), c.agency_id, c.creditor_id, m.id, "
        "c.portfolio_id, c.batch_id, 'L26-999999', c.stage, c.close_code, c.currency, now(), now(), c.name_sort, "
        "c.search, c.debtor_id, 0, 0, 0, 0, 0, 0, 0 FROM case_files c JOIN mandates m ON m.reference = 'MR-2' "
        "WHERE c.id = $1",
        case_file.id,
    )
    return "L26-999999"


async def test_another_creditors_file_of_the_same_number_is_left_alone(road: Road, people: People) -> None:
    elsewhere = System(people.bob.creditor_id)
    async with reading(elsewhere):
        bob_point = await ContactPoint.get(case_file_id=people.bob.id, kind="phone")
    await road.owner.execute("UPDATE contact_points SET value = $2 WHERE id = $1", bob_point.id, PHONES[ADA])

    await asked(road, people.ada)

    assert await road.count("contact_points", f"value = '{PHONES[ADA]}'") == 1
    # The wish is Bob's too now: it stays in clear and goes on binding.
    assert await road.count("opt_outs", f"address = '{PHONES[ADA]}' AND lifted_at IS NULL") == 1
