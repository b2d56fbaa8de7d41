"""E-mails from debtors: whose case file they find, what they ask for, what happens to their files."""

from dataclasses import replace

import orjson
import pytest

from tandem import contacts
from tandem.casefiles import storage
from tandem.casefiles.models import ContactPoint, Document
from tandem.contacts.attention import attention_for, what_to_do
from tandem.contacts.channels import channels
from tandem.contacts.incoming import keeping, placing, reply_address
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.incoming.placing import Owner, owner_of
from tandem.contacts.incoming.triage import TriageList, inbound_for, waiting_count
from tandem.contacts.models import (
    AttemptState,
    Channel,
    ContactAttempt,
    InboundMessage,
    InboundState,
    InboundWhy,
    OptOut,
    SetAsideAs,
)
from tandem.entrypoints.demo import cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem_channels.contract import WebhookRequest
from tandem_channels.inbound_email import InboundEmail
from tandem_channels.sendgrid_inbound import parse_inbound
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.mails import PDF, email, posted

pytestmark = pytest.mark.usefixtures("worker")
DOMAIN = "answers.example"
AGENCYS = "dossiers@lenoir.example"


async def arrive(request: WebhookRequest, *, account_of: bool = True) -> bool:
    new = await receive_email(request, AWA.organization_id if account_of else None)
    await work()
    return new


async def sent(made: MadeCase) -> ContactAttempt:
    """An e-mail that left for the case file's own address."""
    attempt = await plan(made, Channel.EMAIL)
    await work()
    return await reread(attempt)


def answer_to(attempt: ContactAttempt) -> str:
    return reply_address.address_of(attempt.id, DOMAIN)


async def received(made: MadeCase, actor=HELENE) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    return [entry.data for entry in await told(made, actor) if entry.kind == "inbound_message_received"]


async def kept() -> list[InboundMessage]:
    async with reading(AGENCY):
        return await InboundMessage.all().order_by("id")


async def test_an_answer_is_found_by_the_word_in_its_address_and_told_to_both_parties():
    made = await make_case()
    attempt = await sent(made)
    text = "Je paie vendredi.\n\nLe lun. 23 nov. 2026 à 09:00, Lenoir <x@y.example> a écrit :\n> Bonjour"

    new = await arrive(email("quelqu-un@ailleurs.example", answer_to(attempt), text, proven=False))

    assert new
    [message] = await received(made)
    assert message == {
        "channel": "email",
        "sender": "quelqu-un@ailleurs.example",
        "subject": "Re: votre dossier",
        "body": "Je paie vendredi.",
        "refused_files": [],
        "media": [],
    }
    [row] = await kept()
    assert (row.state, row.attempt_id, row.body) == (InboundState.FILED, attempt.id, text)


async def test_the_same_e_mail_again_is_told_once():
    made = await make_case()
    attempt = await sent(made)
    request = email(made.email.value, answer_to(attempt), "Bonjour")

    assert [await arrive(request) for _ in range(3)] == [True, False, False]

    assert len(await received(made)) == 1
    assert len(await storage.keys_under("inbound")) == 0
    assert len(await storage.keys_under(f"documents/{made.case_file.id}/inbound")) == 1


async def test_an_answer_whose_address_was_changed_is_found_by_what_it_answers():
    made = await make_case()
    attempt = await sent(made)
    request = email("x@y.example", AGENCYS, "Bonjour", In_Reply_To=f"<{answer_to(attempt)}>", proven=False)

    await arrive(request)

    assert [message["body"] for message in await received(made)] == ["Bonjour"]


async def test_a_new_e_mail_is_found_by_a_sender_whose_domain_vouches_for_them():
    made = await make_case()

    await arrive(email(made.email.value.upper(), AGENCYS, "Bonjour"))

    assert [message["body"] for message in await received(made)] == ["Bonjour"]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("unknown", InboundWhy.UNKNOWN_SENDER),
        ("unproven", InboundWhy.UNPROVEN_SENDER),
        ("several", InboundWhy.SEVERAL_CASE_FILES),
    ],
)
async def test_one_that_tells_nobodys_case_file_waits_for_a_person(case: str, why: InboundWhy):
    made = await make_case()
    sender = "inconnu@ailleurs.example" if case == "unknown" else made.email.value
    if case == "several":
        other = await make_case(creditor="energie", mandate="MR-2026-002")
        async with transaction(AGENCY):
            await ContactPoint.filter(id=other.email.id).update(value=made.email.value)

    await arrive(email(sender, AGENCYS, "Qui êtes-vous ?", proven=case != "unproven"))

    assert await received(made, AWA) == []
    [row] = await kept()
    assert (row.state, row.why, row.sender, row.body) == (InboundState.WAITING, why, sender, "Qui êtes-vous ?")
    assert row.received_at == MORNING
    assert await waiting_count(AWA) == 1


async def test_it_finds_its_agency_by_the_address_it_was_written_to():
    await arrive(email("inconnu@ailleurs.example", AGENCYS, "Bonjour"), account_of=False)

    [row] = await kept()
    assert row.agency_id == AWA.organization_id


async def test_one_that_is_nobodys_is_given_up_to_the_operator_and_handled_once_somebody_is_known(
    monkeypatch: pytest.MonkeyPatch,
):
    await receive_email(email("inconnu@ailleurs.example", "x@nobody.example", "Bonjour"), None)

    await run_all()

    assert await kept() == []
    assert len(await storage.keys_under("inbound")) == 1
    [given_up] = await database.rows("SELECT * FROM outbox WHERE failed_at IS NOT NULL")
    assert (given_up["topic"], given_up["last_error"]) == ("contacts.email_of_nobody", "EmailOfNoAgency")
    assert given_up["organization_id"] is None

    async def known(email: InboundEmail | None, account_of: object) -> Owner:
        assert email
        return Owner(AWA.organization_id)

    monkeypatch.setattr(placing, "owner_of", known)
    await database.execute(
        "UPDATE outbox SET failed_at = NULL, leased_until = NULL, attempts = 0 WHERE id = $1", given_up["id"]
    )
    await run_all()

    assert [row.state for row in await kept()] == [InboundState.WAITING]


async def run_all() -> None:
    """As `work` does, whatever fails."""
    while claimed := await claim():
        for row_id, _ in claimed:
            await tasks.run(row_id)


@pytest.mark.parametrize(("agencies", "found"), [(1, True), (2, False)])
async def test_the_only_agency_of_an_installation_is_whom_its_mail_is_for(
    monkeypatch: pytest.MonkeyPatch, agencies: int, *, found: bool
):
    mail = parse_inbound(email("inconnu@ailleurs.example", "reply@answers.example", "Bonjour"))
    asked = database.rows

    async def rows(sql: str, *args: object) -> list[dict[str, object]]:
        return [{"id": AWA.organization_id}] * agencies if "door_organizations" in sql else await asked(sql, *args)

    monkeypatch.setattr(database, "rows", rows)

    owner = await owner_of(mail, None)

    assert (owner is not None) is found


async def test_an_e_mail_whose_headers_python_refuses_is_kept_and_told():
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), "Je conteste", Subject="=?utf-8?B?abcde?="))

    assert [message["body"] for message in await received(made)] == ["Je conteste"]


async def test_whatever_reading_an_e_mail_raises_it_waits_for_a_person(monkeypatch: pytest.MonkeyPatch):
    def broken(request: WebhookRequest) -> InboundEmail:
        raise KeyError(request.url)

    monkeypatch.setattr(keeping, "parse_inbound", broken)
    monkeypatch.setattr(keeping, "key_of", broken)
    request = email("a@b.example", AGENCYS, "Bonjour")

    assert [await arrive(request) for _ in range(2)] == [True, False]

    [row] = await kept()
    assert (row.state, row.body) == (InboundState.WAITING, "")


async def test_a_program_that_calls_all_its_e_mails_alike_loses_none():
    made = await make_case()
    attempt = await sent(made)

    for text in ("Page 1", "Page 2"):
        assert await arrive(email(made.email.value, answer_to(attempt), text, Message_ID="<scan@debtor.example>"))

    assert [message["body"] for message in await received(made)] == ["Page 1", "Page 2"]


async def test_nobody_uses_up_the_keys_of_anothers_e_mails():
    request = email("a@b.example", AGENCYS, "Bonjour")
    await receive_email(request, cast_id("marais"))

    assert await receive_email(request, AWA.organization_id)
    assert not await receive_email(request, AWA.organization_id)


@pytest.mark.parametrize(
    "text",
    [
        "Le lun. 23 nov. 2026 à 09:00, Lenoir <x@y.example> a écrit :\n> Pour ne plus recevoir nos courriels : lien",
        "D'accord\n> Pour ne plus recevoir nos courriels : lien\nmerci, je paie vendredi",
        "Voilà.\n\nBonjour,\nPour ne plus recevoir nos courriels : https://app.example/o/AbCd234xyz",
    ],
)
async def test_what_an_answer_quotes_of_ours_asks_for_nothing(text: str):
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), text, ("recu.pdf", PDF)))

    async with reading(AGENCY):
        assert not await OptOut.exists(address=made.email.value)
    assert len(await received(made)) == 1


async def test_an_empty_e_mail_asks_what_its_subject_asks():
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), "", Subject="STOP"))

    async with reading(AGENCY):
        assert not (await OptOut.get(address=made.email.value, lifted_at=None)).provisional


@pytest.mark.parametrize("headers", [{"Precedence": "bulk"}, {"From": "noreply+ticket@firme.example"}])
async def test_a_persons_words_that_a_ticket_system_sends_are_an_answer(headers: dict[str, str]):
    made = await make_case()
    attempt = await sent(made)

    await arrive(email("compta@firme.example", answer_to(attempt), "Nous payons vendredi", **headers))

    assert [message["body"] for message in await received(made)] == ["Nous payons vendredi"]


async def test_advertising_is_found_among_what_was_handled():
    await arrive(email("offres@boutique.example", AGENCYS, "-20 %", Precedence="bulk"))

    assert [(row.state, row.set_aside_as) for row in await kept()] == [(InboundState.SET_ASIDE, SetAsideAs.AUTOMATIC)]


async def test_a_report_that_somebody_forwards_is_their_answer_and_closes_no_address():
    made = await make_case()
    attempt = await sent(made)
    report = f"Revenu :\nFinal-Recipient: rfc822; {made.email.value}\nAction: failed\nStatus: 5.1.1"

    await arrive(email("compta@firme.example", answer_to(attempt), report))

    async with reading(AGENCY):
        assert (await ContactPoint.get(id=made.email.id)).invalid_at is None
    assert [message["body"] for message in await received(made)] == [report]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Réponse automatique : absence"},
        {"Subject": "Automatic reply: away"},
        {"Precedence": "auto_reply"},
    ],
)
async def test_an_absence_is_no_answer_and_is_found_among_what_was_handled(headers: dict[str, str]):
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), "Je suis absent, STOP", **headers))

    assert await received(made, AWA) == []
    [row] = await kept()
    assert (row.state, row.set_aside_as, row.attempt_id) == (InboundState.SET_ASIDE, SetAsideAs.AUTOMATIC, attempt.id)
    assert [message.id for _, message in (await inbound_for(AWA, TriageList.HANDLED, 10, None)).items] == [row.id]
    async with reading(AGENCY):
        assert not await OptOut.exists(address=made.email.value)


@pytest.mark.parametrize(("status", "is_dead"), [("5.1.1", True), ("5.7.1", False), ("5.2.2", False)])
async def test_a_mail_servers_report_ends_the_attempt_and_closes_a_dead_address(status: str, *, is_dead: bool):
    made = await make_case()
    attempt = await sent(made)
    report = f"Final-Recipient: rfc822; {made.email.value}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; no"

    await arrive(email("mailer-daemon@mx.example", answer_to(attempt), report))

    assert (await reread(attempt)).state is AttemptState.FAILED
    async with reading(AGENCY):
        point = await ContactPoint.get(id=made.email.id)
    assert (point.invalid_at is not None) is is_dead


async def test_a_report_about_another_address_changes_nothing():
    made = await make_case()
    attempt = await sent(made)
    report = "Final-Recipient: rfc822; other@x.example\nAction: failed\nStatus: 5.1.1"

    await arrive(email("mailer-daemon@mx.example", answer_to(attempt), report))

    assert (await reread(attempt)).state is not AttemptState.FAILED


@pytest.mark.parametrize(
    ("text", "provisional"), [("STOP", False), ("Désabonner.", False), ("Merci de ne plus m'écrire", True)]
)
async def test_stop_words_are_heeded_as_those_of_a_text_message(text: str, *, provisional: bool):
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), text))

    async with reading(AGENCY):
        wish = await OptOut.get(address=made.email.value, lifted_at=None)
    assert (wish.channel, wish.provisional) == (Channel.EMAIL, provisional)
    assert "opt_out_recorded" in [entry.kind for entry in await told(made)]
    assert "opt_out_recorded" not in [entry.kind for entry in await told(made, HELENE)]
    assert bool(await received(made)) is provisional


async def test_a_stop_of_somebody_who_may_be_anybody_counts_until_a_person_has_read_it():
    made = await make_case()

    await arrive(email(made.email.value, AGENCYS, "STOP", proven=False))

    async with reading(AGENCY):
        assert (await OptOut.get(address=made.email.value, lifted_at=None)).provisional
    assert await waiting_count(AWA) == 1


async def test_attachments_become_documents_of_both_parties_and_programs_do_not():
    made = await make_case()
    attempt = await sent(made)
    files = (("preuve.exe.pdf", PDF), ("setup.pdf", b"MZ\x90\x00program"))

    await arrive(email(made.email.value, answer_to(attempt), "Ci-joint", *files))

    [message] = await received(made)
    assert message["refused_files"] == ["setup.pdf"]
    async with reading(HELENE):
        [document] = await Document.filter(case_file_id=made.case_file.id)
    assert (document.name, document.content_type, document.chain) == ("preuve.exe.pdf", "application/pdf", "parties")
    assert await storage.get(document.storage_key) == PDF
    [row] = await kept()
    assert [(one["name"], one["refused"]) for one in row.attachments] == [
        ("preuve.exe.pdf", None),
        ("setup.pdf", "dangerous"),
    ]


async def test_what_cannot_be_read_waits_for_a_person_too():
    request = posted({"from": "a@b.example"})

    await arrive(WebhookRequest(request.url, request.headers, request.body[:-20]))

    [row] = await kept()
    assert (row.state, row.sender, row.body) == (InboundState.WAITING, "", "")
    assert row.storage_key
    assert await storage.get(row.storage_key)


async def test_an_e_mail_that_leaves_says_where_it_is_answered_and_keeps_only_a_hash(fakes: Fakes):
    contacts.configure(replace(channels(), inbound_domain=DOMAIN))
    made = await make_case()

    attempt = await sent(made)

    [accepted] = fakes.email.accepted
    message = accepted[0]
    assert message.reply_to == answer_to(attempt)
    assert message.message_id == f"<{answer_to(attempt)}>"
    assert message.unsubscribe_url
    assert message.unsubscribe_url.startswith("https://app.example/o/")
    word = reply_address.word_of(attempt.id)
    assert attempt.reply_hash == reply_address.hash_of(word)
    row = await database.row(
        "SELECT to_jsonb(a) - 'sent_copy' AS all FROM contact_attempts a WHERE id = $1", attempt.id
    )
    assert row
    assert word not in str(orjson.loads(row["all"]) if isinstance(row["all"], str) else row["all"])


async def test_a_sentence_that_asks_to_stop_stands_in_the_list_of_what_to_settle():
    made = await make_case()
    attempt = await sent(made)

    await arrive(email(made.email.value, answer_to(attempt), "Merci de ne plus m'écrire"))

    waiting = [item.id for _, item in (await attention_for(AWA, 50, None)).items]
    assert attempt.id in waiting
    assert what_to_do(await reread(attempt), "en", reply_to_read=True) == (
        "The debtor’s answer seems to ask for no more messages. Read it, then confirm the opt-out or lift it."
    )
