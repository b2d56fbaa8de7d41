"""What a collector's screens show of the telephone: the line, and the call in hand."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.in_hand import call_in_hand
from tandem.contacts.calling.lines import Line, LineDevice, LineState
from tandem.contacts.calling.receiving import ReceivedCall, overdue_calls, received_by
from tandem.contacts.calling.softphone import browser_legs_of
from tandem.contacts.calling.whose import OF_OTHERS
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.recordings.recording import Recording, recording_of
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.models import Membership
from tandem_policies.permission import Permission

# Of one's own on the page of a case file; whoever leaves more than that has them all under "To settle".
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Received:
    """A call that somebody of this case file made to us from `number`, while it goes on or its outcome is owed; both
    None where the case file has left the reach of whoever was given the call.
    """

    call: ReceivedCall
    case_file: CaseFile | None
    number: str | None


@dataclass(frozen=True, slots=True)
class MyCalls:
    """`line` also for a while after it closed, so that the screen can say why. `devices`: where it can be opened, the
    one that the collector chose last before the others; none without a provider. `overdue`: calls to them whose outcome
    they owe for so long that they are free for others, the longest waiting first.
    """

    line: Line | None
    call: ContactAttempt | None
    recording: Recording | None
    received: Received | None
    overdue: list[Received]
    devices: tuple[LineDevice, ...]

    @property
    def can_open(self) -> bool:
        """Whether a line can be opened at all."""
        return bool(self.devices)


async def my_calls(actor: Actor) -> MyCalls:
    """The actor's own line and the call in hand. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
    async with reading(actor):
        line = await lines.newest_line_of(actor.membership_id)
        call = await call_in_hand(actor)
        recording = await recording_of(call.id) if call else None
        received = await _received(actor)
        overdue, _ = await overdue_calls(actor.membership_id, UUID(int=0), _MOST_SHOWN)
        owed = await _of(overdue)
        membership = await Membership.get(id=actor.membership_id)
    devices = await _devices(actor, membership, line)
    if line is not None and line.state is LineState.CLOSED and clock.now() > line.used_at + 2 * lines.IDLE_AFTER:
        line = None
    return MyCalls(line, call, recording, received, owed, devices)


async def untold_calls(actor: Actor, first: int, after: str | None) -> Page[Received]:
    """Calls to us that ended and whose outcome is overdue, the longest waiting first, with their number: those that the
    actor was given; for a manager, those of everybody in their reach. Raises NotPermitted.
    """
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_SETTLE)
    cursors = Cursors("untold calls", actor.organization_id)
    key = cursors.read(after, UUID)
    whose = None if may(actor, side_of(actor), OF_OTHERS) else actor.membership_id
    async with reading(actor):
        calls, total = await overdue_calls(whose, key[0] if key else UUID(int=0), page_size(first) + 1)
        found = await _of(calls)
    return page_of(found, first, lambda one: cursors.of(one.call.id), total)


async def _received(actor: Actor) -> Received | None:
    call = await received_by(actor.membership_id)
    return (await _of([call]))[0] if call else None


async def _of(calls: list[ReceivedCall]) -> list[Received]:
    """The calls with what their reader reaches."""
    points = await ContactPoint.filter(id__in=[one.contact_point_id for one in calls])
    cases = await CaseFile.filter(id__in=[one.case_file_id for one in calls]).select_related("debtor")
    by_id, numbers = {one.id: one for one in cases}, {one.id: one.value for one in points}
    return [Received(one, by_id.get(one.case_file_id), numbers.get(one.contact_point_id)) for one in calls]


async def _devices(actor: Actor, membership: Membership, last: Line | None) -> tuple[LineDevice, ...]:
    if not (await channels_of(actor.organization_id)).is_on(Channel.VOICE):
        return ()
    found = [LineDevice.TELEPHONE] if membership.phone else []
    if not actor.is_token and await browser_legs_of(actor.organization_id) is not None:
        found.append(LineDevice.COMPUTER)
    return tuple(sorted(found, key=lambda one: last is None or one is not last.device))
