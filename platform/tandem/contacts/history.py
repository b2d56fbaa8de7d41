"""What earlier attempts count as, for the limits of the gate."""

from datetime import datetime

from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import ContactResult, PastContact
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem_channels.contract import CallStatus, DeliveryStatus

_TALKED = frozenset({Disposition.REACHED, Disposition.REFUSES, Disposition.PROMISES, Disposition.CALLBACK})
_RANG = frozenset({CallStatus.NO_ANSWER, CallStatus.CANCELED})


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


def _call(state: AttemptState, disposition: Disposition | None, provider_status: str | None) -> ContactResult:
    if disposition is not None:
        return ContactResult.TALKED if disposition in _TALKED else ContactResult.UNANSWERED
    if provider_status == CallStatus.BUSY:
        return ContactResult.NOT_CONNECTED
    if provider_status in _RANG:
        return ContactResult.UNANSWERED
    return ContactResult.FAILED if state is AttemptState.FAILED else ContactResult.UNKNOWN


def _message(state: AttemptState, provider_status: str | None) -> ContactResult:
    if state is AttemptState.DELIVERED:
        return ContactResult.DELIVERED
    if state is AttemptState.FAILED:
        undelivered = provider_status == DeliveryStatus.UNDELIVERED
        return ContactResult.UNDELIVERED if undelivered else ContactResult.FAILED
    # Sending, accepted, unconfirmed, or waiting on a person: the debtor may have read it.
    return ContactResult.UNKNOWN
