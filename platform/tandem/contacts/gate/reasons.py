"""Every reason the gate can give, in the order of its rules, and the purposes that each one stops."""

from enum import StrEnum

from tandem.contacts.gate.vocabulary import Decision, HoldKind, Purpose


class ReasonCode(StrEnum):
    """In rule order: the first code of a refusal is the first rule that it met."""

    CASE_CLOSED = "CASE_CLOSED"
    NO_MANDATE = "NO_MANDATE"
    DECEASED = "DECEASED"
    INSOLVENCY = "INSOLVENCY"
    OVERINDEBTEDNESS = "OVERINDEBTEDNESS"
    CLIENT_HOLD = "CLIENT_HOLD"
    LEGAL_HOLD = "LEGAL_HOLD"
    DISPUTE_OPEN = "DISPUTE_OPEN"
    TIME_BARRED = "TIME_BARRED"
    OPTED_OUT = "OPTED_OUT"
    ADDRESS_INVALID = "ADDRESS_INVALID"
    FR_FIRST_LETTER_MISSING = "FR_FIRST_LETTER_MISSING"
    LANGUAGE = "LANGUAGE"
    TIMEZONE_UNKNOWN = "TIMEZONE_UNKNOWN"
    PROMISE_PENDING = "PROMISE_PENDING"
    PLAN_ACTIVE = "PLAN_ACTIVE"
    CONVERSATION_COOLDOWN = "CONVERSATION_COOLDOWN"
    CALL_CAP_7D = "CALL_CAP_7D"
    CALL_CAP_DAY = "CALL_CAP_DAY"
    CONTACT_CAP_7D = "CONTACT_CAP_7D"
    ATTEMPT_CAP_7D = "ATTEMPT_CAP_7D"
    HOLIDAY = "HOLIDAY"
    DAY_OFF = "DAY_OFF"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"


RANK = {code: rank for rank, code in enumerate(ReasonCode)}

CODE_OF_HOLD = {
    HoldKind.DIRECTIVE: ReasonCode.CLIENT_HOLD,
    HoldKind.DISPUTE: ReasonCode.DISPUTE_OPEN,
    HoldKind.PROMISE: ReasonCode.PROMISE_PENDING,
    HoldKind.PLAN: ReasonCode.PLAN_ACTIVE,
    HoldKind.LEGAL: ReasonCode.LEGAL_HOLD,
    HoldKind.INSOLVENCY: ReasonCode.INSOLVENCY,
    HoldKind.OVERINDEBTEDNESS: ReasonCode.OVERINDEBTEDNESS,
    HoldKind.DECEASED: ReasonCode.DECEASED,
}

EVERY_PURPOSE = frozenset(Purpose)
# Receipts, replies, rights and legal notices pass a hold; a call back speaks of the debt, so it does not.
ASKING = frozenset({Purpose.DEMAND, Purpose.CALLBACK})
TIMED = frozenset({Purpose.DEMAND, Purpose.LEGAL_NOTICE})

STOPPED_PURPOSES: dict[ReasonCode, frozenset[Purpose]] = {
    ReasonCode.CASE_CLOSED: EVERY_PURPOSE - {Purpose.RECEIPT},
    ReasonCode.NO_MANDATE: EVERY_PURPOSE,
    ReasonCode.DECEASED: ASKING,
    ReasonCode.INSOLVENCY: ASKING,
    ReasonCode.OVERINDEBTEDNESS: ASKING,
    ReasonCode.CLIENT_HOLD: ASKING,
    ReasonCode.LEGAL_HOLD: ASKING,
    ReasonCode.DISPUTE_OPEN: ASKING,
    ReasonCode.TIME_BARRED: ASKING,
    ReasonCode.OPTED_OUT: EVERY_PURPOSE - {Purpose.OPTOUT_CONFIRM},
    ReasonCode.ADDRESS_INVALID: EVERY_PURPOSE,
    ReasonCode.FR_FIRST_LETTER_MISSING: EVERY_PURPOSE,
    ReasonCode.LANGUAGE: EVERY_PURPOSE,
    ReasonCode.TIMEZONE_UNKNOWN: TIMED,
    ReasonCode.PROMISE_PENDING: TIMED,
    ReasonCode.PLAN_ACTIVE: TIMED,
}

# Codes whose source is a row of its own table; every other code needs a row in the pack's `rules`.
SOURCED_BY_TABLES = frozenset(
    {
        ReasonCode.TIME_BARRED,
        ReasonCode.CONVERSATION_COOLDOWN,
        ReasonCode.CALL_CAP_7D,
        ReasonCode.CALL_CAP_DAY,
        ReasonCode.CONTACT_CAP_7D,
        ReasonCode.ATTEMPT_CAP_7D,
        ReasonCode.HOLIDAY,
        ReasonCode.DAY_OFF,
        ReasonCode.OUTSIDE_HOURS,
    }
)
# Rules that one country has and another has not: a pack without the row is a pack without the rule.
NATIONAL = frozenset({ReasonCode.FR_FIRST_LETTER_MISSING})
RELEASABLE = frozenset({ReasonCode.TIME_BARRED, ReasonCode.LANGUAGE})

# A BLOCK wins over a REVIEW: what a person may release must not be stopped by something that nobody may.
SEVERITY = {Decision.ALLOW: 0, Decision.DEFER: 1, Decision.REVIEW: 2, Decision.BLOCK: 3}
