"""The explicit table of how an attempt moves: late, repeated and disordered callbacks never step it down."""

from tandem.contacts.models import AttemptState, Channel
from tandem_channels.contract import CallStatus, DeliveryStatus

_S = AttemptState
# What a provider's callback may say of an attempt that nobody believed to have left.
_PROVEN = frozenset({_S.ACCEPTED, _S.DELIVERED, _S.FAILED})

NEXT: dict[AttemptState, frozenset[AttemptState]] = {
    _S.PLANNED: frozenset({_S.DEFERRED, _S.BLOCKED, _S.SENDING, _S.NEEDS_PERSON, _S.CANCELLED}) | _PROVEN,
    _S.DEFERRED: frozenset({_S.PLANNED, _S.BLOCKED, _S.SENDING, _S.NEEDS_PERSON, _S.CANCELLED}) | _PROVEN,
    # A letter that was in the post before it was stopped.
    _S.BLOCKED: frozenset({_S.ACCEPTED}),
    # Back to planned, or on to a person, only when it surely never left.
    _S.SENDING: frozenset({_S.PLANNED, _S.UNCONFIRMED, _S.NEEDS_PERSON}) | _PROVEN,
    # Blocked: a letter that is printed and not yet posted.
    _S.ACCEPTED: frozenset({_S.BLOCKED, _S.DELIVERED, _S.FAILED}),
    # A mail server may take an e-mail and give it back later.
    _S.DELIVERED: frozenset({_S.FAILED}),
    # A person took it for never sent: the printer tells of a letter all the same, or the provider proves that a message
    # or a call arrived (`states.take`).
    _S.FAILED: frozenset({_S.NEEDS_PERSON, _S.DELIVERED}),
    _S.UNCONFIRMED: frozenset({_S.NEEDS_PERSON}) | _PROVEN,
    # Back to planned when a person lets it pass, or when its message was given up before anything left and is tried
    # again; blocked when something forbids by then what a person wanted to let pass.
    _S.NEEDS_PERSON: frozenset({_S.PLANNED, _S.BLOCKED, _S.CANCELLED}) | _PROVEN,
    _S.CANCELLED: frozenset(),
}

WAITING = (_S.PLANNED, _S.DEFERRED)
ENDED = frozenset({_S.BLOCKED, _S.DELIVERED, _S.FAILED, _S.CANCELLED})
# Nobody knew until now that it left: the event that tells so carries the copy as sent.
NOT_KNOWN_TO_HAVE_LEFT = frozenset({_S.PLANNED, _S.DEFERRED, _S.SENDING, _S.UNCONFIRMED, _S.NEEDS_PERSON})

# What a provider's word makes of the attempt; words that are not here move nothing.
STATE_OF_DELIVERY = {
    DeliveryStatus.ACCEPTED: _S.ACCEPTED,
    DeliveryStatus.SCHEDULED: _S.ACCEPTED,
    DeliveryStatus.QUEUED: _S.ACCEPTED,
    DeliveryStatus.SENDING: _S.ACCEPTED,
    DeliveryStatus.SENT: _S.ACCEPTED,
    DeliveryStatus.DEFERRED: _S.ACCEPTED,
    DeliveryStatus.DELIVERED: _S.DELIVERED,
    DeliveryStatus.READ: _S.DELIVERED,
    DeliveryStatus.CLICKED: _S.DELIVERED,
    DeliveryStatus.COMPLAINED: _S.DELIVERED,
    DeliveryStatus.UNSUBSCRIBED: _S.DELIVERED,
    DeliveryStatus.UNDELIVERED: _S.FAILED,
    DeliveryStatus.FAILED: _S.FAILED,
    DeliveryStatus.CANCELED: _S.FAILED,
}

# The gate allowed the debtor to be dialled: the word of ours between the two legs of a bridge call.
BRIDGING = "bridging"

_DELIVERY_ORDER = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.SCHEDULED,
    DeliveryStatus.QUEUED,
    DeliveryStatus.SENDING,
    DeliveryStatus.SENT,
    DeliveryStatus.DEFERRED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.CANCELED,
    DeliveryStatus.FAILED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.READ,
    DeliveryStatus.CLICKED,
    DeliveryStatus.UNSUBSCRIBED,
    DeliveryStatus.COMPLAINED,
)
_CALL_ORDER = (
    CallStatus.QUEUED,
    BRIDGING,
    CallStatus.INITIATED,
    CallStatus.RINGING,
    CallStatus.CANCELED,
    CallStatus.FAILED,
    CallStatus.BUSY,
    CallStatus.NO_ANSWER,
    CallStatus.IN_PROGRESS,
    CallStatus.COMPLETED,
)
_DELIVERY_RANKS = {str(word): rank for rank, word in enumerate(_DELIVERY_ORDER)}
_CALL_RANKS = {str(word): rank for rank, word in enumerate(_CALL_ORDER)}


def may_move(before: AttemptState, after: AttemptState) -> bool:
    """Whether the table allows it."""
    return after in NEXT[before]


def is_news(channel: Channel, known: str | None, word: str) -> bool:
    """Whether a provider's word says more than the one kept so far; a word without a rank never does."""
    ranks = _CALL_RANKS if channel is Channel.VOICE else _DELIVERY_RANKS
    return word in ranks and ranks[word] > ranks.get(known or "", -1)


def was_dialled(provider_status: str | None) -> bool:
    """Whether a bridge call came as far as the debtor's leg."""
    return _CALL_RANKS.get(provider_status or "", -1) >= _CALL_RANKS[BRIDGING]
