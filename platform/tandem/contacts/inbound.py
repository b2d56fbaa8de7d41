"""A text from a debtor: found by the number it came to and the number it came from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contacts import opt_outs
from tandem.contacts.calling.receiving import was_put_through
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.incoming.media import Media, emit_fetch
from tandem.contacts.incoming.placing import creditors_of
from tandem.contacts.incoming.waiting import set_aside, wait_for_person
from tandem.contacts.models import Channel, InboundWhy, SetAsideAs
from tandem.contacts.sms_answers import Answers, emit_answer, last_written_to
from tandem.contacts.withheld import withheld_of_anybody
from tandem.organizations.actor import System
from tandem.timeline import Chain, record
from tandem_channels.keywords import Reply, reply_in

# Twilio answers these words itself and then refuses our texts to that number (21610): our own words would never leave.
_CONFIRMED_BY_PROVIDER = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})


@dataclass(frozen=True, slots=True)
class Came:
    """How a text reached us: the row of `provider_events`, our number, and when."""

    event_id: UUID
    sent_to: str
    at: datetime
    # Pictures that came with it.
    media: Media | None = None


async def sms_received(scope: System, sender: str, body: str, came: Came, taken_as: Reply | None = None) -> None:
    """Do what the text asks, for the agency that `scope` is; what needs a person is told on the open case files.

    `taken_as`: by a word that the agency entered at the provider (Advanced Opt-Out), which has answered it and blocks
    or unblocks by itself. A STOP is one, whoever understood it.
    """
    agency_id = scope.organization_id
    reply = _asked(reply_in(body), taken_as)
    is_answered = taken_as is reply or body.strip().upper() in _CONFIRMED_BY_PROVIDER
    if reply is Reply.STOP:
        new = await opt_outs.opt_out(scope, agency_id, Channel.SMS, sender, source="keyword", evidence=body, at=came.at)
        if new and not is_answered:
            await emit_answer(scope, came.event_id, Answers.STOP)
    if reply is Reply.START:
        await opt_outs.lift(scope, agency_id, Channel.SMS, sender, source="keyword", evidence=body, at=came.at)
    if reply in (Reply.STOP, Reply.START) and came.media is None:
        await _note_wish(scope, sender, body, came)
        return
    if reply is Reply.STOP_IN_TEXT:
        await opt_outs.opt_out(
            scope, agency_id, Channel.SMS, sender, source="sentence", provisional=True, evidence=body, at=came.at
        )
    await _tell(scope, Channel.SMS, sender, body, came)
    if reply is Reply.HELP and not is_answered:
        await emit_answer(scope, came.event_id, Answers.HELP)


def _asked(understood: Reply, taken_as: Reply | None) -> Reply:
    if Reply.STOP in (understood, taken_as):
        return Reply.STOP
    return taken_as or understood


async def refused_perhaps(scope: System, sender: str, body: str, at: datetime, taken_as: Reply | None = None) -> None:
    """Heed a refusal of texts that may be meant for the agency that `scope` is. It learns no word of the message."""
    reply = _asked(reply_in(body), taken_as)
    if reply in (Reply.STOP, Reply.STOP_IN_TEXT):
        sure, source = reply is Reply.STOP, "keyword" if reply is Reply.STOP else "sentence"
        await opt_outs.opt_out(
            scope, scope.organization_id, Channel.SMS, sender, source=source, provisional=not sure, at=at
        )


async def _note_wish(scope: System, sender: str, body: str, came: Came) -> None:
    """A wish is told on the open case files of that number, to the agency alone. Where there is none it is among the
    messages that need nobody, so that a person who looks for the number finds who said it, and when.
    """
    if await opt_outs.open_case_files_of(scope.organization_id, sender):
        return
    message = await wait_for_person(
        scope,
        came.event_id,
        Channel.SMS,
        InboundWhy.UNKNOWN_SENDER,
        sender=sender,
        sent_to=came.sent_to,
        body=body,
        received_at=came.at,
    )
    await set_aside(scope, message, SetAsideAs.WISH)


async def call_missed(scope: System, sender: str, came: Came, leg_id: str | None) -> None:
    """Somebody rang a number that nobody answered: told where a text would be, so that they are called back. Of a call
    that a collector was given, its outcome is what is told.
    """
    if leg_id is not None and await was_put_through(leg_id):
        return
    await _tell(scope, Channel.VOICE, sender, "", came)


async def _tell(scope: System, channel: Channel, sender: str, body: str, came: Came) -> None:
    """On every open case file of that number: for both parties where the debtor answers them, else the agency alone.

    Two creditors may have, or have had, a case against one person, and neither may learn of the other from what is
    written. Where nothing tells which of them is meant, the one who is meant has no open case, or there is none at all,
    a person of the agency says where it belongs.
    """
    case_files = await opt_outs.open_case_files_of(scope.organization_id, sender)
    alone = len(await creditors_of(scope.organization_id, sender)) == 1
    answered = await _creditor_answered(scope, sender) if case_files else None
    known = alone or answered in {case_file.creditor_id for case_file in case_files}
    if not case_files or not known:
        why = InboundWhy.SEVERAL_CASE_FILES if case_files else InboundWhy.UNKNOWN_SENDER
        await wait_for_person(
            scope,
            came.event_id,
            channel,
            why,
            sender=sender,
            sent_to=came.sent_to,
            body=body,
            received_at=came.at,
            attachments=came.media.waiting() if came.media else (),
        )
        if came.media:
            await emit_fetch(scope, came.media, ())
        return
    told = [(one, Chain.PARTIES if alone or one.creditor_id == answered else Chain.AGENCY) for one in case_files]
    if came.media:
        await emit_fetch(scope, came.media, [(one.id, chain) for one, chain in told])
    kinds = came.media.kinds if came.media else ()
    for case_file, chain in told:
        event = InboundMessageReceived(channel, sender=sender, body=withheld_of_anybody(body), media=kinds)
        await record(_debtor(scope), case_file, event, chain=chain, occurred_at=came.at)


async def _creditor_answered(scope: System, address: str) -> UUID | None:
    last = await last_written_to(scope, address)
    return last.creditor_id if last else None


def _debtor(scope: System) -> System:
    return System(scope.organization_id, kind="debtor")
