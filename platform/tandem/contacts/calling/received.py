"""What a collector does with a call that was put through to them: end it, and tell how it went before the next one."""

from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.models import CaseFile, ContactPoint, Party
from tandem.contacts.calling import agreed, lines, outcomes
from tandem.contacts.calling.receiving import ReceivedCall, end_received, received_call, tell_received
from tandem.contacts.calling.whose import OF_OTHERS
from tandem.contacts.commands.record_call_outcome import Told, comment_of
from tandem.contacts.errors import CallOutcomeKnown, NotACall, ReceivedCallNotFound
from tandem.contacts.events import CallReceived, InboundMessageReceived
from tandem.contacts.history import TALKED
from tandem.contacts.models import Channel
from tandem.kit import texts
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.written import written_day
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached, authorize
from tandem.organizations.models import Organization
from tandem.timeline import Chain, record
from tandem_policies.permission import Permission


async def hang_up_received_call(actor: Actor, call_id: UUID) -> CaseFile:
    """End the call; its outcome is still asked for.

    Raises ReceivedCallNotFound, NotPermitted, NotACall when it is over.
    """
    async with transaction(actor):
        call, reached = await _reached(actor, call_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_CANCEL)
        _own(actor, call, reached)
        if call.ended_at is not None:
            raise NotACall(field="callId")
        await lines.hang_up(actor, call.provider_id)
        await end_received(call.id)
    return reached.row


async def tell_received_call(actor: Actor, call_id: UUID, told: Told) -> CaseFile:
    """Tell how it went, by an outcome of the agency's list: a conversation for each limit that counts those, else a
    call that was missed. A promise holds demands and a time to be called at waits on somebody, as after a call of ours.

    Raises ReceivedCallNotFound, NotPermitted, CallOutcomeKnown, CallOutcomeUnknown, NobodyToCall, InvalidInput.
    """
    async with transaction(actor):
        call, reached = await _reached(actor, call_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_SETTLE)
        _own(actor, call, reached)
        if call.told_at is not None:
            raise CallOutcomeKnown(field="outcome")
        if not told.outcome:
            raise InvalidInput("outcome", "", "call_outcome")
        outcome, comment = await outcomes.chosen(call.agency_id, told.outcome), comment_of(told.comment)
        when = agreed.checked(outcome.asks, told.callback_at, told.promised_on)
        point = await ContactPoint.get(id=call.contact_point_id)
        await tell_received(call.id)
        await agreed.keep_received(actor, reached.row, point, when)
        if outcome.meaning in TALKED:
            language = texts.language_of((await Organization.get(id=call.agency_id)).locale)
            day = written_day(when.promised_on, language) if when.promised_on else None
            note = " · ".join(filter(None, (outcome.label(language), day, comment)))
            party = await Party.get(id=call.party_id)
            conversation = CallReceived(party.id, party=party.name, note=note)
            await record(actor, reached.row, conversation, occurred_at=call.began_at)
        else:
            missed = InboundMessageReceived(Channel.VOICE, sender=point.value, body="")
            debtor = System(call.agency_id, kind="debtor")
            await record(debtor, reached.row, missed, chain=Chain.PARTIES, occurred_at=call.began_at)
        lines.wake(call.agency_id, call.membership_id)
    return reached.row


def call_of(word: str) -> UUID:
    """The call that a page names. Raises ReceivedCallNotFound."""
    try:
        return UUID(word)
    except ValueError:
        raise ReceivedCallNotFound from None


async def _reached(actor: Actor, call_id: UUID) -> tuple[ReceivedCall, Reached[CaseFile]]:
    """The call with its case file, locked in this order."""
    found = await received_call(call_id)
    if found is None:
        raise ReceivedCallNotFound
    reached = await access.case_file_for_update(actor, found.case_file_id)
    call = await received_call(call_id, lock=True)
    if call is None:
        raise ReceivedCallNotFound
    return call, reached


def _own(actor: Actor, call: ReceivedCall, reached: Reached[CaseFile]) -> None:
    """A colleague's call is a manager's to end, or to tell of."""
    if call.membership_id != actor.membership_id:
        authorize(actor, reached, OF_OTHERS)
