"""The words the gate speaks in; their values are those of the database and of the packs."""

from enum import StrEnum


class Channel(StrEnum):
    """How a person is reached."""

    VOICE = "voice"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Purpose(StrEnum):
    """Why a person is reached; rules stop some purposes and let others pass."""

    DEMAND = "demand"
    LEGAL_NOTICE = "legal_notice"
    REPLY = "reply"
    CALLBACK = "callback"
    RECEIPT = "receipt"
    FIRST_REMINDER = "first_reminder"  # the free one that Belgian law wants before any demand, by e-mail
    RIGHTS = "rights"
    OPTOUT_CONFIRM = "optout_confirm"


class Segment(StrEnum):
    """Who owes the claim; it decides the law that applies to it."""

    CONSUMER = "consumer"
    PROFESSIONAL = "professional"
    PUBLIC_BUYER = "public_buyer"
    ASSOCIATION = "association"


class ClaimNature(StrEnum):
    """What the claim is for, where the law gives it a limitation period of its own."""

    GENERAL = "general"
    TELECOM = "telecom"
    TRANSPORT = "transport"
    RENT = "rent"
    CONSUMER_CREDIT = "consumer_credit"


class HoldKind(StrEnum):
    """What a hold stands for."""

    DIRECTIVE = "directive"
    DISPUTE = "dispute"
    PROMISE = "promise"
    PLAN = "plan"
    LEGAL = "legal"
    INSOLVENCY = "insolvency"
    OVERINDEBTEDNESS = "overindebtedness"
    DECEASED = "deceased"


class ContactResult(StrEnum):
    """How an earlier contact ended. Whatever is not settled yet (sending, accepted, unconfirmed) is UNKNOWN."""

    TALKED = "talked"
    UNANSWERED = "unanswered"
    NOT_CONNECTED = "not_connected"
    # We gave the call up before anybody answered.
    CANCELED = "canceled"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Basis(StrEnum):
    """Whether a rule is the law's or our configurable default."""

    LAW = "LAW"
    POLICY = "POLICY"


class Decision(StrEnum):
    """The answer of the gate."""

    ALLOW = "allow"
    DEFER = "defer"
    REVIEW = "review"
    BLOCK = "block"
