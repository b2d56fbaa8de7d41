"""Exhibits of contacts: letters with their posting, messages as sent with what the provider told, calls, replies.

Words come from the sealed events; rows only where no event has them.
"""

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tandem.casefiles.exhibits import Disclosing, Exhibit, Piece, Proof, exhibits
from tandem.contacts import copies
from tandem.contacts.left import copy_that_left
from tandem.contacts.models import Channel, ContactAttempt, DeliveryReport, Disposition
from tandem.contacts.receipts import callbacks_of, provider_name, raw_replies, reports_of
from tandem.contacts.recordings.recording import Recording, RecordingState, recordings_on
from tandem.kit import texts
from tandem.kit.clock import local_day
from tandem.kit.written import written_day, written_phone


@exhibits(order=40, covers=("documents",))
async def letters(disclosing: Disclosing) -> list[Exhibit]:
    """Letters that were printed, with the day on which they were posted: printed is not posted."""
    found = (
        await _attempts(disclosing, (Channel.LETTER,)).filter(document_id__not_isnull=True).select_related("document")
    )
    return [_letter(attempt, disclosing) for attempt in found]


@exhibits(order=50, covers=("contact_attempts", "delivery_reports", "provider_events"))
async def messages(disclosing: Disclosing) -> list[Exhibit]:
    """Texts and e-mails that left, or may have, word for word, with the provider's answers."""
    found = await _attempts(disclosing, (Channel.SMS, Channel.EMAIL)).filter(sending_at__not_isnull=True)
    told, raw = await reports_of(disclosing, found), await callbacks_of(disclosing, found)
    return [_message(attempt, told.get(attempt.id, ()), raw.get(attempt.id, ()), disclosing) for attempt in found]


@exhibits(order=60, covers=("contact_attempts", "call_recordings"))
async def calls(disclosing: Disclosing) -> list[Exhibit]:
    """Calls that were made, with their outcome as the collector told it and as the operator saw it."""
    found = await _attempts(disclosing, (Channel.VOICE,)).filter(sending_at__not_isnull=True)
    told, raw = await reports_of(disclosing, found), await callbacks_of(disclosing, found)
    # The agency's alone, like the right to hear them; in nobody's bundle is the sound itself.
    recorded = await recordings_on(disclosing.case_file.id) if disclosing.for_agency_itself else []
    recordings = {one.attempt_id: one for one in recorded}
    return [
        _call(attempt, told.get(attempt.id, ()), raw.get(attempt.id, ()), disclosing, recordings.get(attempt.id))
        for attempt in found
    ]


@exhibits(order=70, covers=("provider_events", "inbound_messages"))
async def replies(disclosing: Disclosing) -> list[Exhibit]:
    """Messages from the debtor, from the chains that the bundle discloses."""
    events = [event for event in disclosing.told if event.kind == "inbound_message_received"]
    events.sort(key=lambda event: (event.occurred_at, event.event_id))
    told = [(event.occurred_at, event.data) for event in events]
    raw = await raw_replies(disclosing, told)
    return [_reply(at, data, raw.get(index, ()), disclosing) for index, (at, data) in enumerate(told)]


def _attempts(disclosing: Disclosing, channels: tuple[Channel, ...]) -> Any:
    return ContactAttempt.filter(case_file_id=disclosing.case_file.id, channel__in=channels).order_by(
        "sending_at", "created_at", "id"
    )


def _letter(attempt: ContactAttempt, disclosing: Disclosing) -> Exhibit:
    document, posted = attempt.document, attempt.posted_on
    if document is None:
        raise RuntimeError(f"the letter {attempt.id} was read without its document")
    left = copy_that_left(attempt, disclosing)
    printed = next((file.sha256 for file in copies.read(left).attachments), None) if left else None
    reference = attempt.letter_reference or document.name
    posting = disclosing.say("exhibit.letter.not_posted")
    if posted is not None:
        posting = disclosing.say("exhibit.letter.posted", day=written_day(posted, disclosing.locale))
    kind = "exhibit.letter.opening" if attempt.is_opening_letter else "exhibit.letter"
    return Exhibit(
        title=disclosing.say(kind, reference=reference),
        day=posted or local_day(document.created_at),
        facts=_facts(
            disclosing, ("exhibit.to", attempt.to_address.replace("\n", ", ")), ("exhibit.reference", reference)
        ),
        proofs=(Proof(None, posting),),
        pieces=(
            Piece(
                document.name,
                document.content_type,
                storage_key=document.storage_key,
                sha256=printed or document.sha256,
                size=document.size,
                annexed=True,
            ),
            *_copy_as_sent(left),
        ),
        at=attempt.sending_at or attempt.created_at,
    )


def _message(
    attempt: ContactAttempt, told: Iterable[DeliveryReport], raw: Iterable[Piece], disclosing: Disclosing
) -> Exhibit:
    is_sms = attempt.channel is Channel.SMS
    left = copy_that_left(attempt, disclosing)
    sent = copies.read(left) if left else None
    subject, words = (sent.subject, sent.text) if sent else (attempt.subject, attempt.body)
    html = sent.html if sent else attempt.html
    address, sender = (sent.to, sent.sender) if sent else (attempt.to_address, attempt.sender or "")
    to = written_phone(address, disclosing.locale) if is_sms else address
    pieces = [Piece("message.txt", "text/plain", content=(words or "").encode())]
    if html:
        pieces.append(Piece("message.html", "text/html", content=html.encode()))
    if not is_sms:
        pieces.append(
            Piece("message.eml", "message/rfc822", content=_eml(attempt, address, sender, subject, words, html))
        )
    kind = "exhibit.sms" if is_sms else "exhibit.email"
    sent_at = attempt.sending_at or attempt.created_at
    return Exhibit(
        title=disclosing.say(kind, to=to),
        day=local_day(sent_at),
        facts=_facts(
            disclosing,
            ("exhibit.to", to),
            ("exhibit.sender", written_phone(sender, disclosing.locale) if is_sms else sender),
            ("exhibit.subject", subject or ""),
            ("exhibit.provider_id", attempt.provider_id or ""),
        ),
        words=words,
        proofs=(Proof(sent_at, disclosing.say("exhibit.handed_over")), *_proofs(told, disclosing)),
        pieces=(*pieces, *_copy_as_sent(left)),
        receipts=tuple(raw),
        at=sent_at,
    )


def _call(
    attempt: ContactAttempt,
    told: Iterable[DeliveryReport],
    raw: Iterable[Piece],
    disclosing: Disclosing,
    recording: Recording | None,
) -> Exhibit:
    to, called_at = written_phone(attempt.to_address, disclosing.locale), attempt.sending_at or attempt.created_at
    told_outcome = disclosing.newest("attempt_id", "call_outcome_recorded", "call_outcome_corrected").get(
        str(attempt.id)
    )
    left = copy_that_left(attempt, disclosing)
    script = copies.read(left).text if left else None
    disposition = Disposition(told_outcome["disposition"]) if told_outcome else attempt.disposition
    outcome = disclosing.say(f"disposition.{disposition.value}") if disposition else ""
    return Exhibit(
        title=disclosing.say("exhibit.call", to=to),
        day=local_day(called_at),
        facts=_facts(
            disclosing,
            ("exhibit.to", to),
            ("exhibit.call.by", attempt.created_by or ""),
            ("exhibit.call.outcome", outcome),
            ("exhibit.call.lasted", _length(attempt.duration_seconds)),
            ("exhibit.provider_id", attempt.provider_id or ""),
        ),
        words=told_outcome["comment"] if told_outcome else attempt.comment,
        proofs=(
            Proof(called_at, disclosing.say("exhibit.call.started")),
            *_recorded(recording, disclosing),
            *_proofs(told, disclosing),
        ),
        pieces=(
            *((Piece("script.txt", "text/plain", content=script.encode()),) if script else ()),
            *_copy_as_sent(left),
        ),
        receipts=tuple(raw),
        at=called_at,
    )


def _length(seconds: int | None) -> str:
    """From when the person's telephone was picked up; nothing where the operator told no end."""
    return "" if seconds is None else f"{seconds // 60} min {seconds % 60:02} s"


def _recorded(recording: Recording | None, disclosing: Disclosing) -> Iterable[Proof]:
    """That the call was recorded, after the person was told, and what became of it: the sound is never in a bundle."""
    if recording is None:
        return
    if recording.objected_at is not None:
        yield Proof(recording.objected_at, disclosing.say("exhibit.call.recording_refused"))
    elif recording.state is RecordingState.KEPT:
        words = disclosing.say("exhibit.call.recorded", seconds=recording.seconds or 0, sha256=recording.sha256)
        yield Proof(recording.started_at, words)
    elif recording.state is RecordingState.DESTROYED:
        yield Proof(recording.started_at, disclosing.say("exhibit.call.recording_destroyed"))


def _reply(at: datetime, data: dict[str, Any], raw: Iterable[Piece], disclosing: Disclosing) -> Exhibit:
    sender = written_phone(data["sender"], disclosing.locale)
    return Exhibit(
        title=disclosing.say(f"exhibit.reply.{data['channel']}", sender=sender),
        day=local_day(at),
        facts=_facts(disclosing, ("exhibit.sender", sender), ("exhibit.subject", data.get("subject") or "")),
        words=data["body"],
        # An e-mail whole, with what it quotes; its files are documents of the case file.
        pieces=(Piece("message.txt", "text/plain", content=str(data.get("whole") or data["body"]).encode()),),
        receipts=tuple(raw),
        at=at,
    )


def _facts(disclosing: Disclosing, *told: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((disclosing.say(label), value) for label, value in told if value)


def _copy_as_sent(left: str | None) -> tuple[Piece, ...]:
    """The exact text whose hash is sealed in the event of acceptance (`contacts.copies`)."""
    return (Piece("copy-as-sent.json", "application/json", content=left.encode()),) if left else ()


def _eml(
    attempt: ContactAttempt, to: str, sender: str, subject: str | None, words: str | None, html: str | None
) -> bytes:
    """The e-mail in the form that mail programs open, from the copy that was kept."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join((subject or "").split())
    mail["From"], mail["To"] = sender, to
    mail["Date"] = attempt.sending_at or attempt.created_at
    mail.set_content(words or "")
    if html:
        mail.add_alternative(html, subtype="html")
        mail.set_boundary(f"=={attempt.id.hex}==")  # else drawn by chance: equal bundles have equal bytes
    return mail.as_bytes()


def _proofs(told: Iterable[DeliveryReport], disclosing: Disclosing) -> Iterable[Proof]:
    known = texts.catalogue(disclosing.locale)
    for report in told:
        key = f"exhibit.told.{report.status}"
        words = disclosing.say(key) if key in known else f"« {report.status} »"
        if report.code:
            words = disclosing.say("exhibit.told_with_code", words=words, code=report.code)
        yield Proof(
            report.occurred_at or report.received_at,
            disclosing.say(
                "exhibit.told", provider=provider_name(report.provider), words=words, id=report.provider_id or "–"
            ),
        )
