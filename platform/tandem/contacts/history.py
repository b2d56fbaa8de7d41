"""What earlier attempts count as, for the limits of the gate."""

from datetime import date, datetime, time

from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import ContactResult, PastContact
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.contacts.places import LEGAL_ZONE
from tandem.contacts.transitions import STATE_OF_DELIVERY
from tandem.kit import clock
from tandem_channels.contract import CallStatus, DeliveryStatus

# Somebody was spoken with.
TALKED = frozenset({Disposition.REACHED, Disposition.REFUSES, Disposition.PROMISES, Disposition.CALLBACK})
# The provider's words that prove it, also of what a person took for never sent.
_ARRIVED = frozenset(word.value for word, state in STATE_OF_DELIVERY.items() if state is AttemptState.DELIVERED)


def past_contact(
    at: datetime,
    channel: Channel,
    state: AttemptState,
    disposition: Disposition | None,
    provider_status: str | None,
) -> PastContact:
    """One attempt that left, or may have, as the gate counts it."""
    voice = channel is Channel.VOICE
    result = _call(state, disposition, provider_status) if voice else _message(state, provider_status)
    return PastContact(at, GateChannel(channel.value), result)


def letter_counts_at(posted_on: date | None) -> datetime:
    """When a printed letter counts: on the day it was posted; until then, since it may go any day, now."""
    return clock.now() if posted_on is None else datetime.combine(posted_on, time(12), LEGAL_ZONE)


def received_call(at: datetime) -> PastContact:
    """A conversation that the person began: one wherever conversations count, and no attempt of ours (§5.2, no. 47)."""
    return PastContact(at, GateChannel.VOICE, ContactResult.TALKED, inbound=True)


def _call(state: AttemptState, disposition: Disposition | None, provider_status: str | None) -> ContactResult:
    if disposition is not None:
        if disposition is Disposition.NOT_CONNECTED:
            return ContactResult.NOT_CONNECTED
        return ContactResult.TALKED if disposition in TALKED else ContactResult.UNANSWERED
    if provider_status == CallStatus.BUSY:
        return ContactResult.NOT_CONNECTED
    if provider_status == CallStatus.CANCELED:
        return ContactResult.CANCELED
    if provider_status == CallStatus.NO_ANSWER:
        return ContactResult.UNANSWERED
    # Somebody picked up, whatever else is told of it.
    picked_up = provider_status in (CallStatus.IN_PROGRESS, CallStatus.COMPLETED)
    return ContactResult.FAILED if state is AttemptState.FAILED and not picked_up else ContactResult.UNKNOWN


def _message(state: AttemptState, provider_status: str | None) -> ContactResult:
    if state is AttemptState.DELIVERED or provider_status in _ARRIVED:
        return ContactResult.DELIVERED
    if state is AttemptState.FAILED:
        undelivered = provider_status == DeliveryStatus.UNDELIVERED
        return ContactResult.UNDELIVERED if undelivered else ContactResult.FAILED
    # Sending, accepted, unconfirmed, or waiting on a person: the debtor may have read it.
    return ContactResult.UNKNOWN
