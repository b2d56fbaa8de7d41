"""Every reason the gate can give, in the order of its rules, and the purposes that each one stops."""

from enum import StrEnum

from tandem.contacts.gate.vocabulary import Decision, HoldKind, Purpose


class ReasonCode(StrEnum):
    """In rule order: the first code of a refusal is the first rule that it met."""

    CASE_CLOSED = "CASE_CLOSED"
    NO_MANDATE = "NO_MANDATE"
    WRONG_PARTY = "WRONG_PARTY"
    DECEASED = "DECEASED"
    INSOLVENCY = "INSOLVENCY"
    OVERINDEBTEDNESS = "OVERINDEBTEDNESS"
    REPRESENTED = "REPRESENTED"
    CEASE_REQUEST = "CEASE_REQUEST"
    CLIENT_HOLD = "CLIENT_HOLD"
    DIRECTIVE_NO_PHONE = "DIRECTIVE_NO_PHONE"
    DIRECTIVE_EMAIL_ONLY = "DIRECTIVE_EMAIL_ONLY"
    DIRECTIVE_PERSON = "DIRECTIVE_PERSON"
    LEGAL_HOLD = "LEGAL_HOLD"
    DISPUTE_OPEN = "DISPUTE_OPEN"
    TIME_BARRED = "TIME_BARRED"
    LIMITATION_UNKNOWN = "LIMITATION_UNKNOWN"
    OPTED_OUT = "OPTED_OUT"
    ADDRESS_INVALID = "ADDRESS_INVALID"
    WORKPLACE = "WORKPLACE"
    WORK_ADDRESS = "WORK_ADDRESS"
    CARRIER_FORBIDDEN_3P_DEBT_SMS = "CARRIER_FORBIDDEN_3P_DEBT_SMS"
    FR_FIRST_LETTER_MISSING = "FR_FIRST_LETTER_MISSING"
    BE_FIRST_REMINDER_MISSING = "BE_FIRST_REMINDER_MISSING"
    BE_FIRST_REMINDER_SENT = "BE_FIRST_REMINDER_SENT"
    US_VALIDATION_NOTICE_OVERDUE = "US_VALIDATION_NOTICE_OVERDUE"
    LANGUAGE = "LANGUAGE"
    TIMEZONE_UNKNOWN = "TIMEZONE_UNKNOWN"
    BE_14_DAY_WAIT = "BE_14_DAY_WAIT"
    GB_BREATHING_SPACE = "GB_BREATHING_SPACE"
    PROMISE_PENDING = "PROMISE_PENDING"
    PLAN_ACTIVE = "PLAN_ACTIVE"
    CONVERSATION_COOLDOWN = "CONVERSATION_COOLDOWN"
    CALL_CAP_7D = "CALL_CAP_7D"
    CALL_CAP_DAY = "CALL_CAP_DAY"
    ELSEWHERE_CAP_30D = "ELSEWHERE_CAP_30D"
    CONTACT_CAP_7D = "CONTACT_CAP_7D"
    ATTEMPT_CAP_7D = "ATTEMPT_CAP_7D"
    HOLIDAY = "HOLIDAY"
    AGENCY_CLOSED = "AGENCY_CLOSED"
    DAY_OFF = "DAY_OFF"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    PREFERRED_HOURS = "PREFERRED_HOURS"


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
ASKING = frozenset({Purpose.DEMAND, Purpose.CALLBACK, Purpose.FIRST_REMINDER})
TIMED = frozenset({Purpose.DEMAND, Purpose.LEGAL_NOTICE, Purpose.FIRST_REMINDER})
# What waits for the free first reminder: all that is timed but the reminder itself.
_AFTER_REMINDER = TIMED - {Purpose.FIRST_REMINDER}
# What may leave without a word about any claim: the answer to a message, to a right, to a STOP.
NAMES_NOTHING = frozenset({Purpose.REPLY, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM})

STOPPED_PURPOSES: dict[ReasonCode, frozenset[Purpose]] = {
    ReasonCode.CASE_CLOSED: EVERY_PURPOSE - {Purpose.RECEIPT},
    ReasonCode.NO_MANDATE: EVERY_PURPOSE,
    ReasonCode.WRONG_PARTY: EVERY_PURPOSE - {Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM},
    ReasonCode.DECEASED: ASKING,
    ReasonCode.INSOLVENCY: ASKING,
    ReasonCode.OVERINDEBTEDNESS: ASKING,
    # A receipt is owed for every payment, and a person's own request is answered to the person.
    ReasonCode.REPRESENTED: EVERY_PURPOSE - {Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM},
    ReasonCode.CEASE_REQUEST: EVERY_PURPOSE - {Purpose.LEGAL_NOTICE, Purpose.OPTOUT_CONFIRM},
    ReasonCode.CLIENT_HOLD: ASKING,
    ReasonCode.DIRECTIVE_NO_PHONE: ASKING,
    ReasonCode.DIRECTIVE_EMAIL_ONLY: ASKING,
    ReasonCode.DIRECTIVE_PERSON: ASKING,
    ReasonCode.LEGAL_HOLD: ASKING,
    ReasonCode.DISPUTE_OPEN: ASKING,
    ReasonCode.TIME_BARRED: ASKING,
    ReasonCode.LIMITATION_UNKNOWN: ASKING,
    ReasonCode.OPTED_OUT: EVERY_PURPOSE - {Purpose.OPTOUT_CONFIRM},
    ReasonCode.ADDRESS_INVALID: EVERY_PURPOSE,
    ReasonCode.WORKPLACE: EVERY_PURPOSE,
    # Who writes from work, or names an hour there, is answered; a receipt and what the law has us say are no demand.
    ReasonCode.WORK_ADDRESS: frozenset({Purpose.DEMAND, Purpose.FIRST_REMINDER}),
    ReasonCode.CARRIER_FORBIDDEN_3P_DEBT_SMS: EVERY_PURPOSE,
    # A receipt is owed for every payment (CPCE R124-6), an answer about a person's data within a month (GDPR art. 12):
    # neither is a step "en vue du recouvrement amiable", which R124-4 speaks of.
    ReasonCode.FR_FIRST_LETTER_MISSING: EVERY_PURPOSE - {Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM},
    ReasonCode.BE_FIRST_REMINDER_MISSING: _AFTER_REMINDER,
    ReasonCode.BE_FIRST_REMINDER_SENT: frozenset({Purpose.FIRST_REMINDER}),
    ReasonCode.US_VALIDATION_NOTICE_OVERDUE: EVERY_PURPOSE,
    ReasonCode.LANGUAGE: EVERY_PURPOSE,
    ReasonCode.TIMEZONE_UNKNOWN: TIMED,
    ReasonCode.BE_14_DAY_WAIT: _AFTER_REMINDER,
    ReasonCode.GB_BREATHING_SPACE: TIMED,
    ReasonCode.PROMISE_PENDING: TIMED,
    ReasonCode.PLAN_ACTIVE: TIMED,
}

# Codes whose source is a row of its own table; every other code needs a row in the pack's `rules`.
SOURCED_BY_TABLES = frozenset(
    {
        ReasonCode.TIME_BARRED,
        ReasonCode.LIMITATION_UNKNOWN,
        ReasonCode.US_VALIDATION_NOTICE_OVERDUE,
        ReasonCode.BE_14_DAY_WAIT,
        ReasonCode.CONVERSATION_COOLDOWN,
        ReasonCode.CALL_CAP_7D,
        ReasonCode.CALL_CAP_DAY,
        ReasonCode.ELSEWHERE_CAP_30D,
        ReasonCode.CONTACT_CAP_7D,
        ReasonCode.ATTEMPT_CAP_7D,
        ReasonCode.HOLIDAY,
        ReasonCode.AGENCY_CLOSED,
        ReasonCode.DAY_OFF,
        ReasonCode.OUTSIDE_HOURS,
    }
)
# Rules that one country has and another has not: a pack without the row is a pack without the rule.
NATIONAL = frozenset(
    {
        ReasonCode.WORK_ADDRESS,
        ReasonCode.FR_FIRST_LETTER_MISSING,
        ReasonCode.BE_FIRST_REMINDER_MISSING,
        ReasonCode.BE_FIRST_REMINDER_SENT,
        ReasonCode.GB_BREATHING_SPACE,
        ReasonCode.PREFERRED_HOURS,
    }
)
# Duties of whoever collects: they go with the agency, wherever the debtor is.
OF_THE_COLLECTOR = frozenset({ReasonCode.FR_FIRST_LETTER_MISSING})
# They end by themselves, so they put off instead of stopping.
DATED = frozenset(
    {
        ReasonCode.GB_BREATHING_SPACE,
        ReasonCode.PROMISE_PENDING,
        ReasonCode.PLAN_ACTIVE,
        ReasonCode.PREFERRED_HOURS,
    }
)

# A BLOCK wins over a REVIEW: what a person may release must not be stopped by something that nobody may.
SEVERITY = {Decision.ALLOW: 0, Decision.DEFER: 1, Decision.REVIEW: 2, Decision.BLOCK: 3}
