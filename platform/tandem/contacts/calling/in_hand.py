"""The call that a collector has in hand, and the calls that a person asked for."""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.contacts.calling.placing import IN_HAND
from tandem.contacts.errors import CallInHand
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.kit import clock, database
from tandem.organizations.actor import Actor

# Somebody who asked to be called at half past ten is not surprised at eleven.
_ABOUT = timedelta(hours=1)


async def call_in_hand(actor: Actor) -> ContactAttempt | None:
    """The call that this member makes or waits for, or whose outcome they owe, inside the open transaction."""
    found = await database.row(
        f"SELECT a.id FROM contact_attempts a WHERE ({IN_HAND}) OR (a.agency_id = $1 AND a.channel = 'voice' "
        "AND a.created_by_id = $2 AND NOT a.automated AND a.state = 'planned' AND a.send_at <= $3) "
        "ORDER BY a.id LIMIT 1",
        actor.organization_id,
        actor.membership_id,
        clock.now(),
    )
    return await ContactAttempt.get(id=found["id"]) if found else None


async def require_free_hands(actor: Actor) -> None:
    """Raise CallInHand while a call is being made, or its outcome is owed: it is told before the next one."""
    held = await call_in_hand(actor)
    if held is not None:
        raise CallInHand((await held.case_file).reference)


async def asked_call(case_file_id: UUID, party_id: UUID) -> ContactAttempt | None:
    """A call that this person asked for and that still waits."""
    return (
        await ContactAttempt.filter(
            case_file_id=case_file_id,
            party_id=party_id,
            channel=Channel.VOICE,
            purpose=Purpose.CALLBACK,
            state=AttemptState.NEEDS_PERSON,
            sending_at=None,
        )
        .order_by("-id")
        .first()
    )


def purpose_of(asked: ContactAttempt | None, at: datetime) -> Purpose:
    """A call planned for the time that was asked for is a callback (compliance, §5.1), for any other time a demand."""
    wanted = asked.callback_at if asked else None
    return Purpose.CALLBACK if wanted is not None and abs(at - wanted) <= _ABOUT else Purpose.DEMAND


def keeps_word(asked: ContactAttempt, at: datetime) -> bool:
    """Whether a call at `at` is the one that was asked for, so that no other need wait for it.

    One long before the time that was asked for is not; nor is one planned for long after it, while that can still be
    kept or made good by a call at once.
    """
    wanted = asked.callback_at
    if wanted is None or purpose_of(asked, at) is Purpose.CALLBACK:
        return True
    return wanted < at <= clock.now()
