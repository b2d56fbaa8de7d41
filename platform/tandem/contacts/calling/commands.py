"""What a collector does with the telephone: open the line, close it, hang up one call."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.accounts.choosing import sender_for
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed, Line, LineDevice, LineState
from tandem.contacts.calling.softphone import require_softphone
from tandem.contacts.calling.whose import OF_OTHERS, is_own
from tandem.contacts.commands.cancel_contact import is_cancellable
from tandem.contacts.errors import CollectorPhoneMissing, LineNotOpen, NotACall, SenderMissing
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.transitions import ENDED
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Membership, Organization
from tandem.outbox import emit
from tandem_channels.contract import CallStatus
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """The collector's line, and whether this request opened it: another page's is not its asker's to give up."""

    line: Line
    is_new: bool


async def open_line(actor: Actor, device: LineDevice = LineDevice.TELEPHONE) -> OpenedLine:
    """Have the collector's own telephone rung once, for all calls until the line is closed; theirs if it is open.

    On a computer nobody is rung: the browser makes the leg (`softphone`). Raises NotPermitted, ChannelOff,
    CollectorPhoneMissing, SoftphoneMissing, SenderMissing.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
        known = await lines.line_of(actor.membership_id)
        if known is not None:
            return OpenedLine(known, is_new=False)
        (await channels_of(actor.organization_id)).require(Channel.VOICE)
        membership = await Membership.get(id=actor.membership_id)
        on_computer = device is LineDevice.COMPUTER
        if on_computer:
            await require_softphone(actor)
        elif not membership.phone:
            raise CollectorPhoneMissing
        country = (await Organization.get(id=actor.organization_id)).country
        sender = await sender_for(actor.organization_id, Channel.VOICE, country)
        if sender is None:
            raise SenderMissing(Channel.VOICE)
        now = clock.now()
        asked = await database.row(
            _ASK,
            new_id(),
            actor.organization_id,
            actor.membership_id,
            actor.session_id,
            None if on_computer else membership.phone,
            sender.address,
            now,
            device,
            LineState.RINGING if on_computer else LineState.ASKED,
        )
        if asked:
            if not on_computer:
                await emit(actor, "contacts.line", {"line_id": str(asked["id"])})
            lines.wake(actor.organization_id, actor.membership_id)
        line = await lines.line_of(actor.membership_id)
        if line is None:
            raise LineNotOpen
        return OpenedLine(line, is_new=asked is not None)


async def close_line(actor: Actor, line_id: UUID | None) -> Line:
    """Close this line of the collector's own; a call on it ends with it. One that they opened since stays as it is.

    Raises NotPermitted, LineNotOpen.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
        line = await lines.line_of_for_update(actor.membership_id)
        closed = await lines.close(actor, line.id, Closed.ASKED) if line and line.id == line_id else None
        if closed is None:
            raise LineNotOpen
        return closed


async def hang_up_call(actor: Actor, attempt_id: UUID) -> ContactAttempt:
    """End a call that rings or is being held; its end comes from the provider, and an outcome is still asked for.

    A colleague's call is a manager's to end.
    Raises ContactAttemptNotFound, NotPermitted, NotACall for what is no call, waits to be dialled, or is over.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_CANCEL)
        if not is_own(actor, reached.attempt):
            authorize(actor, reached.relation, OF_OTHERS)
        if not is_in_progress(reached.attempt):
            raise NotACall(field="attemptId")
        await lines.hang_up(actor, str(reached.attempt.provider_id))
    return reached.attempt


def is_in_progress(attempt: ContactAttempt) -> bool:
    """Whether the provider is making this call now, as far as it has told."""
    over = attempt.provider_status == CallStatus.COMPLETED
    known = attempt.channel is Channel.VOICE and attempt.provider_id is not None and not is_cancellable(attempt)
    return known and not over and (attempt.state not in ENDED or attempt.provider_status == CallStatus.IN_PROGRESS)


# Two tabs that ask at once open one line.
_ASK = """
INSERT INTO phone_lines (id, agency_id, membership_id, session_id, phone, caller_id, asked_at, used_at, device, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)
ON CONFLICT (agency_id, membership_id) WHERE closed_at IS NULL DO NOTHING RETURNING id
"""
