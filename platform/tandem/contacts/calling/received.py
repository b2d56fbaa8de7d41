"""What a collector does with a call that was put through to them: end it, and tell how it went before the next one."""

from dataclasses import replace
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.models import CaseFile, ContactPoint, Party
from tandem.contacts.addresses import WRONG_NUMBER, invalidate_number
from tandem.contacts.calling import agreed, lines, outcomes
from tandem.contacts.calling.agreed import Agreed
from tandem.contacts.calling.outcomes import CallOutcome
from tandem.contacts.calling.receiving import ReceivedCall, received_call, tell_received
from tandem.contacts.calling.whose import OF_OTHERS
from tandem.contacts.commands.record_call_outcome import Told, comment_of
from tandem.contacts.errors import CallOutcomeKnown, NotACall, ReceivedCallNotFound
from tandem.contacts.events import CallReceived, InboundMessageReceived
from tandem.contacts.history import TALKED
from tandem.contacts.models import Channel, Disposition
from tandem.kit import texts
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.written import written_day
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached, authorize
from tandem.organizations.models import CaseScope, Organization
from tandem.timeline import Chain, record
from tandem.timeline.sealing import KeyDestroyed
from tandem_policies.permission import Permission


async def hang_up_received_call(actor: Actor, call_id: UUID) -> CaseFile | None:
    """End the call, which is over when the provider says so; its outcome is still asked for. None of a case file that
    the actor reaches no more.

    Raises ReceivedCallNotFound, NotPermitted, NotACall when it is over.
    """
    acting = await _with_own(actor, call_id)
    async with transaction(acting):
        call, reached = await call_for_update(acting, call_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_CANCEL)
        _own(actor, call, reached)
        if call.ended_at is not None:
            raise NotACall(field="callId")
        await lines.hang_up(actor, call.provider_id)
    return await _shown(actor, acting, reached.row)


async def tell_received_call(actor: Actor, call_id: UUID, told: Told) -> CaseFile | None:
    """Tell how it went, by an outcome of the agency's list: a conversation for each limit that counts those, else a
    call that was missed. A promise holds demands and a time to be called at waits on somebody, as after a call of ours;
    a wrong number is closed. Whoever is on the line still is hung up on. Nothing is added to an erased case file. None
    of one that the actor reaches no more.

    Raises ReceivedCallNotFound, NotPermitted, CallOutcomeKnown, CallOutcomeUnknown, NobodyToCall, InvalidInput.
    """
    acting = await _with_own(actor, call_id)
    async with transaction(acting):
        call, reached = await call_for_update(acting, call_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_SETTLE)
        _own(actor, call, reached)
        if call.told_at is not None:
            raise CallOutcomeKnown(field="outcome")
        if not told.outcome:
            raise InvalidInput("outcome", "", "call_outcome")
        outcome, comment = await outcomes.chosen(call.agency_id, told.outcome), comment_of(told.comment)
        when = agreed.checked(outcome.asks, told.callback_at, told.promised_on)
        await tell_received(actor, call)
        if reached.row.erased_at is None:
            await _record(actor, reached.row, call, outcome, when, comment)
        lines.wake(call.agency_id, call.membership_id)
    return await _shown(actor, acting, reached.row)


async def _record(
    actor: Actor, case_file: CaseFile, call: ReceivedCall, outcome: CallOutcome, when: Agreed, comment: str | None
) -> None:
    point = await ContactPoint.get(id=call.contact_point_id)
    if outcome.meaning is Disposition.WRONG_NUMBER:
        await invalidate_number(actor, point, WRONG_NUMBER)
    await agreed.keep_received(actor, case_file, point, when)
    language = texts.language_of((await Organization.get(id=call.agency_id)).locale)
    day = written_day(when.promised_on, language) if when.promised_on else None
    note = " · ".join(filter(None, (outcome.label(language), day, comment)))
    if outcome.meaning in TALKED:
        party = await Party.get(id=call.party_id)
        conversation = CallReceived(party.id, party=party.name, note=note)
        await record(actor, case_file, conversation, occurred_at=call.began_at)
    else:
        await record_missed(actor, case_file, point, call, note)


async def record_missed(
    actor: Actor | System, case_file: CaseFile, point: ContactPoint, call: ReceivedCall, note: str = ""
) -> None:
    """Tell of a call in which nobody was talked with, as of any that was missed; last in the transaction."""
    missed = InboundMessageReceived(Channel.VOICE, sender=point.value, body=note)
    await record(actor, case_file, missed, chain=Chain.PARTIES, occurred_at=call.began_at)


def call_of(word: str) -> UUID:
    """The call that a page names. Raises ReceivedCallNotFound."""
    try:
        return UUID(word)
    except ValueError:
        raise ReceivedCallNotFound from None


async def _with_own(actor: Actor, call_id: UUID) -> Actor:
    """Whoever was given a call reaches its case file until its outcome is told, wherever that went meanwhile: it is
    owed before their next call.
    """
    async with reading(actor):
        call = await received_call(call_id)
    owed = call is not None and call.membership_id == actor.membership_id and call.told_at is None
    return replace(actor, case_scope=CaseScope.ALL) if owed else actor


async def _shown(actor: Actor, acting: Actor, case_file: CaseFile) -> CaseFile | None:
    if acting.case_scope is actor.case_scope:
        return case_file
    async with reading(actor):
        return await CaseFile.get_or_none(id=case_file.id)


async def call_for_update(actor: Actor | System, call_id: UUID) -> tuple[ReceivedCall, Reached[CaseFile]]:
    """The call with its case file, locked in this order; an erased case file changes no more.

    Raises ReceivedCallNotFound.
    """
    found = await received_call(call_id)
    if found is None:
        raise ReceivedCallNotFound
    try:
        reached = await access.case_file_for_update(actor, found.case_file_id)
    except KeyDestroyed:
        reached = await access.case_file_for(actor, found.case_file_id)
    call = await received_call(call_id, lock=True)
    if call is None:
        raise ReceivedCallNotFound
    return call, reached


def _own(actor: Actor, call: ReceivedCall, reached: Reached[CaseFile]) -> None:
    """A colleague's call is a manager's to end, or to tell of."""
    if call.membership_id != actor.membership_id:
        authorize(actor, reached, OF_OTHERS)
