"""A text from a debtor: found by the number it came to and the number it came from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contacts import opt_outs
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.incoming.media import Media, emit_fetch
from tandem.contacts.incoming.placing import creditors_of
from tandem.contacts.incoming.waiting import wait_for_person
from tandem.contacts.models import Channel, InboundWhy
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


async def sms_received(scope: System, sender: str, body: str, came: Came) -> None:
    """Do what the text asks, for the agency that `scope` is; what needs a person is told on the open case files."""
    agency_id = scope.organization_id
    reply = reply_in(body)
    if reply is Reply.STOP:
        new = await opt_outs.opt_out(scope, agency_id, Channel.SMS, sender, source="keyword", evidence=body, at=came.at)
        if new and body.strip().upper() not in _CONFIRMED_BY_PROVIDER:
            await emit_answer(scope, came.event_id, Answers.STOP)
    if reply is Reply.START:
        await opt_outs.lift(scope, agency_id, Channel.SMS, sender, source="keyword", evidence=body, at=came.at)
    if reply in (Reply.STOP, Reply.START) and came.media is None:
        return  # the wish is told, to the agency alone
    if reply is Reply.STOP_IN_TEXT:
        await opt_outs.opt_out(
            scope, agency_id, Channel.SMS, sender, source="sentence", provisional=True, evidence=body, at=came.at
        )
    await _tell(scope, Channel.SMS, sender, body, came)
    if reply is Reply.HELP:
        await emit_answer(scope, came.event_id, Answers.HELP)


async def call_missed(scope: System, sender: str, came: Came) -> None:
    """Somebody rang a number that nobody answers: told where a text would be, so that they are called back."""
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
