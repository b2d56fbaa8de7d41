"""Messages that told nobody's case file: onto one at their own time, once; or aside with a reason."""

from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles import storage
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import ContactPoint, Document, Stage
from tandem.contacts.commands import attach_inbound_message, set_aside_inbound_message
from tandem.contacts.errors import InboundMessageHandled, InboundMessageNotFound
from tandem.contacts.incoming import filing, keeping
from tandem.contacts.incoming.expiring import expire_inbound, sweep_inbound
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.incoming.triage import TriageList, inbound_for, suggestions_by_message, waiting_count
from tandem.contacts.models import Channel, InboundMessage, InboundState, InboundWhy, SetAsideAs
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import InboundSmsEvent, Provider
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.mails import PDF, email

pytestmark = pytest.mark.usefixtures("worker")
OTHERS = actor_of_cast("tom")


def unknown_text(key: str, body: str = "Qui est-ce ?", sender: str = "+33639981111") -> InboundSmsEvent:
    return InboundSmsEvent(Provider.FAKE, key, key, sender, "+33937001200", body, {"Body": body})


async def waiting() -> list[InboundMessage]:
    return [message for _, message in (await inbound_for(AWA, TriageList.WAITING, 50, None)).items]


async def texts(made: MadeCase, actor=AWA):  # type: ignore[no-untyped-def]
    return [entry for entry in await told(made, actor) if entry.kind == "inbound_message_received"]


async def test_a_text_from_an_unknown_number_waits_for_a_person_once():
    await call_back(unknown_text("1"))
    await call_back(unknown_text("1"))

    [message] = await waiting()
    assert (message.channel, message.why, message.body) == (Channel.SMS, InboundWhy.UNKNOWN_SENDER, "Qui est-ce ?")
    assert message.sent_to == "+33937001200"
    assert await waiting_count(AWA) == 1


async def test_attached_it_lands_on_the_timeline_once_and_with_its_own_time(morning: time_machine.Traveller) -> None:
    made = await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()
    morning.shift(3600)

    for _ in range(2):
        await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    [entry] = await texts(made, HELENE)
    assert (entry.occurred_at, entry.data["body"], entry.actor_kind) == (MORNING, "Qui est-ce ?", "debtor")
    assert await waiting() == []
    [(_, handled)] = (await inbound_for(AWA, TriageList.HANDLED, 50, None)).items
    assert (handled.handled_by, handled.case_file_id) == (AWA.person_name, made.case_file.id)


async def test_one_that_speaks_of_another_creditor_is_kept_from_this_one():
    made = await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()

    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)

    assert [entry.chain for entry in await texts(made)] == ["agency"]
    assert await texts(made, HELENE) == []


async def test_an_attached_e_mail_brings_its_files_and_is_kept_below_the_case_file():
    made = await make_case()
    await receive_email(email("a@b.example", "x@y.example", "Voici", ("preuve.pdf", PDF)), AWA.organization_id)
    await work()
    [message] = await waiting()

    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    async with reading(HELENE):
        [document] = await Document.filter(case_file_id=made.case_file.id)
    assert document.name == "preuve.pdf"
    assert await storage.keys_under("inbound") == []
    async with reading(AGENCY):
        row = await InboundMessage.get(id=message.id)
    assert row.storage_key
    assert row.storage_key.startswith(f"documents/{made.case_file.id}/")
    assert await storage.get(row.storage_key)


async def test_the_files_of_an_e_mail_that_is_kept_from_the_client_are_kept_from_it_too():
    made = await make_case()
    await receive_email(email("a@b.example", "x@y.example", "Voici", ("preuve.pdf", PDF)), AWA.organization_id)
    await work()
    [message] = await waiting()

    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)

    async with reading(AGENCY):
        [document] = await Document.filter(case_file_id=made.case_file.id)
    assert (document.name, document.chain) == ("preuve.pdf", "agency")
    async with reading(HELENE):
        assert not await Document.exists(case_file_id=made.case_file.id)


async def test_what_is_on_one_case_file_goes_onto_no_other():
    made, other = await make_case(), await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()
    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    with pytest.raises(InboundMessageHandled):
        await attach_inbound_message(AWA, message.id, other.case_file.id, for_both_parties=True)
    with pytest.raises(InboundMessageHandled):
        await set_aside_inbound_message(AWA, message.id, reason=SetAsideAs.ADVERTISING)

    assert await texts(other) == []


async def test_put_aside_it_says_why_and_by_whom_and_can_be_attached_after_all():
    made = await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()

    await set_aside_inbound_message(AWA, message.id, reason=SetAsideAs.WRONG_ADDRESSEE, comment=" Faux numéro ")

    [(_, aside)] = (await inbound_for(AWA, TriageList.HANDLED, 50, None)).items
    assert (aside.set_aside_as, aside.comment, aside.handled_by) == (
        SetAsideAs.WRONG_ADDRESSEE,
        "Faux numéro",
        AWA.person_name,
    )
    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)
    assert len(await texts(made)) == 1


async def test_one_number_with_two_creditors_and_nothing_to_tell_which_waits_for_a_person():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        other.phone.value = made.phone.value
        await other.phone.save()

    await call_back(unknown_text("1", sender=made.phone.value))

    [message] = await waiting()
    assert message.why is InboundWhy.SEVERAL_CASE_FILES
    assert await texts(made) == await texts(other) == []
    suggested = (await suggestions_by_message(AWA, [message.id]))[message.id]
    assert set(suggested) == {made.case_file.id, other.case_file.id}


async def test_neither_the_creditor_nor_another_agency_sees_or_places_it():
    made = await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()

    with pytest.raises(NotPermitted):
        await inbound_for(HELENE, TriageList.WAITING, 50, None)
    with pytest.raises(NotPermitted):
        await attach_inbound_message(HELENE, message.id, made.case_file.id, for_both_parties=True)
    assert (await inbound_for(OTHERS, TriageList.WAITING, 50, None)).items == []
    with pytest.raises((InboundMessageNotFound, CaseFileNotFound)):
        await attach_inbound_message(OTHERS, message.id, made.case_file.id, for_both_parties=True)

    async with reading(AGENCY):
        assert (await InboundMessage.get(id=message.id)).state is InboundState.WAITING


async def test_a_raw_callback_is_kept_and_erased_with_the_case_file_that_its_message_was_put_onto():
    made = await make_case()
    await call_back(unknown_text("1"))
    [message] = await waiting()

    for _ in range(2):
        await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    row = await database.row("SELECT case_file_ids FROM provider_events WHERE id = $1", message.event_id)
    assert row
    assert row["case_file_ids"] == [made.case_file.id]


async def brought_e_mail() -> InboundMessage:
    request = email("a@b.example", "x@y.example", "Voici", ("preuve.pdf", PDF))
    await receive_email(request, AWA.organization_id)
    await work()
    [message] = await waiting()
    return message


async def test_of_two_who_place_one_e_mail_the_second_leaves_nothing_below_theirs(monkeypatch: pytest.MonkeyPatch):
    made, other = await make_case(), await make_case(creditor="energie", mandate="MR-2026-002")
    message = await brought_e_mail()
    look_at, raced = filing.keep_files, list[int]()

    async def meanwhile(*asked):  # type: ignore[no-untyped-def]
        if not raced:
            raced.append(1)
            await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)
        return await look_at(*asked)

    monkeypatch.setattr(filing, "keep_files", meanwhile)
    with pytest.raises(InboundMessageHandled):
        await attach_inbound_message(AWA, message.id, other.case_file.id, for_both_parties=True)

    assert await storage.keys_under(f"documents/{other.case_file.id}/inbound") == []
    assert len(await storage.keys_under(f"documents/{made.case_file.id}/inbound")) == 2
    assert await texts(other) == []


async def test_of_two_who_place_one_e_mail_on_the_same_case_file_both_have(monkeypatch: pytest.MonkeyPatch):
    made = await make_case()
    message = await brought_e_mail()
    move, raced = keeping.move_to_case_file, list[int]()

    async def meanwhile(*asked):  # type: ignore[no-untyped-def]
        if not raced:
            raced.append(1)
            await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)
        return await move(*asked)

    monkeypatch.setattr(keeping, "move_to_case_file", meanwhile)
    placed = await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    assert (placed.id, placed.state) == (message.id, InboundState.ATTACHED)
    assert len(await texts(made)) == 1
    assert len(await storage.keys_under(f"documents/{made.case_file.id}/inbound")) == 2


async def test_an_e_mail_whose_bytes_are_lost_stays_in_the_list():
    made = await make_case()
    message = await brought_e_mail()
    assert message.storage_key
    await storage.delete(message.storage_key)

    with pytest.raises(storage.StoredFileMissing):
        await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    assert [one.id for one in await waiting()] == [message.id]


async def test_a_failed_placing_leaves_nothing_below_the_case_file(monkeypatch: pytest.MonkeyPatch):
    made = await make_case()
    message = await brought_e_mail()

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(filing, "file_message", broken)
    with pytest.raises(RuntimeError):
        await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    assert await storage.keys_under(f"documents/{made.case_file.id}/inbound") == []
    assert await storage.keys_under("inbound") == [message.storage_key]


async def test_of_a_senders_many_case_files_five_are_suggested_those_that_are_open_first():
    closed, *opened = [await make_case(stage=stage) for stage in (Stage.CLOSED, *[Stage.AMICABLE] * 5)]
    async with transaction(AGENCY):
        await ContactPoint.filter(id__in=[made.phone.id for made in (closed, *opened)]).update(value="+33639981111")
    async with transaction(AGENCY):
        message = await InboundMessage.create(
            agency_id=AWA.organization_id,
            event_id=new_id(),
            channel=Channel.SMS,
            sender="+33639981111",
            sent_to="",
            body="",
            received_at=MORNING,
            state=InboundState.WAITING,
            why=InboundWhy.UNKNOWN_SENDER,
        )

    suggested = (await suggestions_by_message(AWA, [message.id]))[message.id]

    assert suggested == sorted((made.case_file.id for made in opened), reverse=True)


async def test_what_is_on_no_case_file_is_emptied_when_its_time_is_over(morning: time_machine.Traveller) -> None:
    made = await make_case()
    for sender in ("a@b.example", "c@d.example", made.email.value):
        await receive_email(email(sender, "dossiers@lenoir.example", "Bonjour"), AWA.organization_id)
    await work()
    aside, left = await waiting()
    await set_aside_inbound_message(AWA, aside.id, reason=SetAsideAs.ADVERTISING)
    morning.shift(timedelta(days=60))
    now = clock.now()

    assert await expire_inbound(AGENCY, now - timedelta(days=365), now - timedelta(days=31)) == 1
    assert [message.id for message in await waiting()] == [left.id]
    assert await expire_inbound(AGENCY, now, now) == 1
    assert await expire_inbound(AGENCY, now, now) == 0

    assert await storage.keys_under("inbound") == []
    assert len(await storage.keys_under(f"documents/{made.case_file.id}/inbound")) == 1
    async with reading(AGENCY):
        kept = await InboundMessage.filter(agency_id=AWA.organization_id).exclude(body="")
    assert [message.sender for message in kept] == [made.email.value]


async def test_e_mails_of_no_agency_are_destroyed_when_their_time_is_over(morning: time_machine.Traveller) -> None:
    await receive_email(email("a@b.example", "x@nobody.example", "Bonjour"), None)

    assert await sweep_inbound(clock.now() - timedelta(days=1)) == 0
    morning.shift(timedelta(days=2))
    assert await sweep_inbound(clock.now() - timedelta(days=1)) == 1

    assert await storage.keys_under("inbound") == []
