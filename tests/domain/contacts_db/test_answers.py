"""Answering a text or an e-mail in one's own words: framed, checked, once, and in the thread of who wrote."""

from dataclasses import replace
from uuid import UUID

import orjson
import pytest

from tandem import contacts
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import ContactPoint
from tandem.contacts.answering import Answer
from tandem.contacts.channels import channels
from tandem.contacts.commands import answer_message, plan_contact
from tandem.contacts.errors import AnswersSomebodyElse, InboundMessageNotFound, TemplateNotFound, WordsRefused
from tandem.contacts.incoming import reply_address
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.incoming.triage import TriageList, inbound_for, suggestions_by_message
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, InboundMessage, InboundState, Purpose
from tandem.contacts.queries import preview, ready_replies_for, templates_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.outbox.idempotency import ConflictingKey
from tandem_channels.contract import InboundCallEvent, OutboundEmail, Provider
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, text_from, told, work
from tests.domain.contacts_db.test_who_is_answered import guarantor
from tests.support.builders import MadeCase, make_case
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")
DOMAIN = "answers.example"
WORDS = "Votre virement est bien arrivé.\n\nLe dossier est à jour."


@pytest.fixture(autouse=True)
def answered_at(fakes: Fakes) -> None:
    """E-mails are answered at a domain of ours, once the channels are set."""
    assert channels().email is fakes.email
    contacts.configure(replace(channels(), inbound_domain=DOMAIN))


async def received(made: MadeCase) -> UUID:
    """The event of the newest message on the case file."""
    return [entry.event_id for entry in await told(made) if entry.kind == "inbound_message_received"][-1]


async def texted(made: MadeCase, body: str = "Avez-vous reçu mon virement ?") -> UUID:
    await call_back(text_from(made, body, key=f"SM-{made.case_file.id}"))
    return await received(made)


async def mailed(made: MadeCase, *, to: str = "dossiers@lenoir.example", **headers: str) -> UUID:
    post = email(made.email.value, to, "Avez-vous reçu mon virement ?", Message_ID="<ask-1@debtor.example>", **headers)
    await receive_email(post, AWA.organization_id)
    await work()
    return await received(made)


async def answer(
    made: MadeCase,
    event_id: UUID,
    words: str = WORDS,
    *,
    channel: Channel = Channel.SMS,
    to: ContactPoint | None = None,
    frame: str | None = None,
    key: str = "answer-1",
) -> ContactAttempt:
    point = to or (made.phone if channel is Channel.SMS else made.email)
    return await answer_message(
        AWA,
        made.case_file.id,
        event_id,
        point.id,
        channel=channel,
        words=words,
        template_id=frame or ("sms_answer.fr" if channel is Channel.SMS else "email_answer.fr"),
        send_at=None,
        idempotency_key=key,
    )


async def attempts(made: MadeCase) -> int:
    async with reading(AGENCY):
        return await ContactAttempt.filter(case_file_id=made.case_file.id).count()


async def test_a_text_is_answered_in_ones_own_words_and_kept_as_it_left(fakes: Fakes) -> None:
    made = await make_case()
    event_id = await texted(made)

    attempt = await answer(made, event_id)
    await work()

    attempt = await reread(attempt)
    [(message, _, _)] = fakes.sms.accepted
    assert message.body.startswith(f"{WORDS}\n")
    assert "recouvrement amiable" in message.body
    assert made.case_file.letter_reference in message.body
    assert "STOP" in message.body
    assert (attempt.purpose, attempt.words, attempt.answers_id) == (Purpose.REPLY, WORDS, event_id)
    copy = orjson.loads(attempt.sent_copy or "")
    assert (copy["text"], copy["template"]) == (message.body, "sms_answer.fr")
    assert [entry.data["body"] for entry in await told(made, HELENE) if entry.kind == "contact_planned"] == [
        message.body
    ]


async def test_an_answer_is_planned_and_sent_once(fakes: Fakes) -> None:
    made = await make_case()
    event_id = await texted(made)

    first, again = await answer(made, event_id), await answer(made, event_id)
    with pytest.raises(ConflictingKey):
        await answer(made, event_id, "D’autres mots")
    await work()
    await work()

    assert (again.id, await attempts(made), len(fakes.sms.accepted)) == (first.id, 1, 1)


async def test_an_e_mail_is_answered_in_its_own_thread(fakes: Fakes) -> None:
    made = await make_case()
    asked = await plan(made, Channel.EMAIL)
    await work()
    event_id = await mailed(made, to=reply_address.address_of(asked.id, DOMAIN), Subject="Mon virement")

    attempt = await answer(made, event_id, channel=Channel.EMAIL)
    await work()

    message = fakes.email.accepted[-1][0]
    assert isinstance(message, OutboundEmail)
    ours, theirs = f"<{reply_address.address_of(asked.id, DOMAIN)}>", "<ask-1@debtor.example>"
    assert (message.subject, message.in_reply_to) == ("Re: Mon virement", theirs)
    assert message.references == (ours, theirs)
    assert WORDS in message.text
    assert "Le dossier est à jour.</p>" in (message.html or "")
    assert attempt.subject == "Re: Mon virement"
    copy = orjson.loads((await reread(attempt)).sent_copy or "")
    assert copy["subject"] == "Re: Mon virement"
    assert reply_address.word_of(asked.id) not in orjson.dumps(copy).decode()


@pytest.mark.parametrize("subject", ["Re: votre dossier", "RE : votre dossier", "Réf: votre dossier", "Re[2]: dossier"])
async def test_re_is_not_said_twice(subject: str) -> None:
    made = await make_case()
    event_id = await mailed(made, Subject=subject)

    attempt = await answer(made, event_id, channel=Channel.EMAIL)

    assert attempt.subject == subject


async def test_an_e_mail_that_nobody_can_name_is_answered_outside_of_a_thread(fakes: Fakes) -> None:
    made = await make_case()
    await receive_email(
        email(made.email.value, "dossiers@lenoir.example", "Bonjour", Message_ID="<é\x01@debtor.example>"),
        AWA.organization_id,
    )
    await work()

    await answer(made, await received(made), channel=Channel.EMAIL)
    await work()

    message = fakes.email.accepted[-1][0]
    assert (message.in_reply_to, message.references) == (None, ())


async def test_a_text_answered_by_e_mail_has_the_subject_of_the_frame(fakes: Fakes) -> None:
    made = await make_case()
    event_id = await texted(made)

    await answer(made, event_id, channel=Channel.EMAIL)
    await work()

    message = fakes.email.accepted[-1][0]
    assert message.subject.startswith("Votre message : dossier")
    assert message.in_reply_to is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("  \n ", "words_missing"),
        ("Sinon, un huissier passera.", "judicial_word"),
        ("Appelez le 08 99 12 34 56", "premium_number"),
        ("x" * 1_001, "words_too_long"),
    ],
)
async def test_words_that_may_not_leave_are_refused_by_their_field_and_nothing_is_written(
    words: str, code: str
) -> None:
    made = await make_case()
    event_id = await texted(made)

    with pytest.raises(WordsRefused) as refused:
        await answer(made, event_id, words)

    assert (refused.value.field, refused.value.values["codes"]) == ("words", [code])
    assert "{" not in refused.value.message("fr") + refused.value.message("en")
    assert await attempts(made) == 0


async def test_what_a_rule_forbids_since_waits_for_a_person(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await answer(made, await texted(made))
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(words="Un huissier passera.")

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["WORDS_REFUSED"]
    assert fakes.sms.accepted == []


async def test_nobody_but_who_wrote_is_answered() -> None:
    made = await make_case()
    other, event_id = await guarantor(made), await texted(made)

    with pytest.raises(AnswersSomebodyElse):
        await answer(made, event_id, to=other)

    assert await attempts(made) == 0


async def test_who_answered_our_e_mail_from_another_mailbox_is_whom_we_wrote_to(fakes: Fakes) -> None:
    made = await make_case()
    asked = await plan(made, Channel.EMAIL)
    await work()
    post = email("quelqu-un@ailleurs.example", reply_address.address_of(asked.id, DOMAIN), "Bonjour", proven=False)
    await receive_email(post, AWA.organization_id)
    await work()

    await answer(made, await received(made), channel=Channel.EMAIL)
    await work()

    assert fakes.email.accepted[-1][0].to == made.email.value


async def test_only_a_message_of_that_case_file_is_answered() -> None:
    made, other = await make_case(), await make_case()
    elsewhere = await texted(other)
    await call_back(
        InboundCallEvent(Provider.FAKE, "CA-a", "CA-a", made.phone.value, "+33199001200", {"From": made.phone.value})
    )

    for event_id in (elsewhere, await received(made)):
        with pytest.raises(InboundMessageNotFound):
            await answer(made, event_id)

    assert await attempts(made) == 0


async def test_who_may_not_reach_the_case_file_answers_nobody() -> None:
    made = await make_case()
    event_id = await texted(made)
    stranger = actor_of_cast("ines")

    with pytest.raises(CaseFileNotFound):
        await answer_message(
            replace(stranger, organization_id=UUID(int=1)),
            made.case_file.id,
            event_id,
            made.phone.id,
            channel=Channel.SMS,
            words=WORDS,
            template_id="sms_answer.fr",
            send_at=None,
            idempotency_key="stranger-1",
        )

    assert await attempts(made) == 0


async def test_a_frame_leaves_as_an_answer_only_and_an_answer_in_a_frame_only() -> None:
    made = await make_case()
    event_id = await texted(made)

    with pytest.raises(TemplateNotFound):
        await answer(made, event_id, frame="sms_reminder.fr")
    with pytest.raises(TemplateNotFound):
        await plan(made, Channel.SMS, template_id="sms_answer.fr")
    with pytest.raises(InvalidInput):
        await answer_message(
            AWA,
            made.case_file.id,
            event_id,
            made.postal.id,
            channel=Channel.LETTER,
            words=WORDS,
            template_id="sms_answer.fr",
            send_at=None,
            idempotency_key="letter-1",
        )

    offered = {one.id for one in await templates_for(AWA, made.case_file.id)}
    frames = {one.id for one in await templates_for(AWA, made.case_file.id, answering=True)}
    assert frames == {"sms_answer.fr", "email_answer.fr"}
    assert not offered & frames


async def test_the_preview_counts_the_words_and_says_what_is_wrong_with_them() -> None:
    made = await make_case()
    event_id = await texted(made)

    async def shown(words: str):  # type: ignore[no-untyped-def]
        return await preview(
            AWA,
            made.case_file.id,
            made.phone.id,
            channel=Channel.SMS,
            template_id="sms_answer.fr",
            send_at=None,
            answer=Answer(event_id, words),
        )

    empty, short, long = await shown(""), await shown("Bien reçu."), await shown("Bien reçu. " * 40)
    wrong = await shown("Ligne une\nUn huissier passera.")

    assert empty.body.startswith("…\n") or empty.body.startswith("...\n")
    assert short.segments < long.segments
    assert short.problems == ()
    assert [(one.code, one.line) for one in wrong.problems] == [("judicial_word", 2)]


async def test_ready_replies_come_filled_for_the_channel_and_the_language() -> None:
    made = await make_case()

    by_text = await ready_replies_for(AWA, made.case_file.id, made.phone.id, Channel.SMS)
    by_mail = await ready_replies_for(AWA, made.case_file.id, made.email.id, Channel.EMAIL)

    assert [one.id for one in by_text] == ["sms_reply_payment.fr", "sms_reply_checking.fr"]
    assert [one.id for one in by_mail] == ["email_reply_payment.fr", "email_reply_checking.fr"]
    assert made.case_file.reference in by_text[0].text
    assert "120,00" in by_mail[0].text
    assert "{" not in "".join(one.text for one in (*by_text, *by_mail))


async def test_who_names_an_e_mail_of_a_case_file_is_suggested_for_it_and_no_more() -> None:
    made = await make_case()
    await mailed(made)

    stranger = email(
        "inconnu@ailleurs.example", "dossiers@lenoir.example", "Où en est-on ?", References="<ask-1@debtor.example>"
    )
    await receive_email(stranger, AWA.organization_id)
    await work()

    [(_, waiting)] = (await inbound_for(AWA, TriageList.WAITING, 50, None)).items
    assert (waiting.sender, waiting.case_file_id) == ("inconnu@ailleurs.example", None)
    assert await suggestions_by_message(AWA, [waiting.id]) == {waiting.id: [made.case_file.id]}
    assert len([entry for entry in await told(made) if entry.kind == "inbound_message_received"]) == 1
    async with reading(AGENCY):
        assert await InboundMessage.filter(case_file_id=made.case_file.id, state=InboundState.FILED).count() == 1


async def test_a_message_that_a_person_placed_is_answered_in_its_thread(fakes: Fakes) -> None:
    made = await make_case()
    post = email(
        made.email.value, "dossiers@lenoir.example", "Bonjour", proven=False, Message_ID="<late@debtor.example>"
    )
    await receive_email(post, AWA.organization_id)
    await work()
    [(_, waiting)] = (await inbound_for(AWA, TriageList.WAITING, 50, None)).items
    placed = await contacts.commands.attach_inbound_message(AWA, waiting.id, made.case_file.id, for_both_parties=True)

    await answer(made, placed.recorded_as, channel=Channel.EMAIL)
    await work()

    assert fakes.email.accepted[-1][0].in_reply_to == "<late@debtor.example>"


async def test_the_client_reads_no_subject_of_what_the_agency_keeps_to_itself(fakes: Fakes) -> None:
    made = await make_case()
    secret = "Ma dette envers Enerval"
    post = email(
        made.email.value,
        "dossiers@lenoir.example",
        "Bonjour",
        proven=False,
        Message_ID="<own@debtor.example>",
        Subject=secret,
    )
    await receive_email(post, AWA.organization_id)
    await work()
    [(_, waiting)] = (await inbound_for(AWA, TriageList.WAITING, 50, None)).items
    placed = await contacts.commands.attach_inbound_message(AWA, waiting.id, made.case_file.id, for_both_parties=False)

    attempt = await answer(made, placed.recorded_as, channel=Channel.EMAIL)
    await work()

    message = fakes.email.accepted[-1][0]
    assert (message.in_reply_to, message.subject) == ("<own@debtor.example>", attempt.subject)
    assert message.subject.startswith("Votre message : dossier")
    assert await told(made, HELENE)
    assert secret not in str([entry.data for entry in await told(made, HELENE)])


async def test_a_preview_shows_no_subject_of_another_case_file() -> None:
    made, other = await make_case(), await make_case()
    event_id = await mailed(other, Subject="Rien que chez l’autre")

    shown = await preview(
        AWA,
        made.case_file.id,
        made.email.id,
        channel=Channel.EMAIL,
        template_id="email_answer.fr",
        send_at=None,
        answer=Answer(event_id, WORDS),
    )

    assert shown
    assert "chez l’autre" not in (shown.subject or "")


async def test_a_plan_names_no_answer_of_its_own() -> None:
    made = await make_case()

    with pytest.raises(TemplateNotFound):
        await plan_contact(
            AWA,
            made.case_file.id,
            made.phone.id,
            channel=Channel.SMS,
            template_id="sms_reminder.fr",
            send_at=None,
            idempotency_key="no-answer",
            answer=Answer(UUID(int=1), WORDS),
        )
