"""The rules that stop a whole contact, whatever it names: the file, the person, the address, the client's wishes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.asked import Asked, reason_from, reason_of, unless_released
from tandem.contacts.gate.facts import Flags
from tandem.contacts.gate.reasons import STOPPED_PURPOSES, ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Channel, Segment

_EVERY_CHANNEL = frozenset(Channel)
# Each code, the fact it follows from, and the channels it stops.
_SINCE: tuple[tuple[ReasonCode, str, frozenset[Channel]], ...] = (
    (ReasonCode.CASE_CLOSED, "closed_on", _EVERY_CHANNEL),
    (ReasonCode.WRONG_PARTY, "wrong_party_on", _EVERY_CHANNEL),
    (ReasonCode.REPRESENTED, "represented_on", _EVERY_CHANNEL),
    (ReasonCode.CEASE_REQUEST, "cease_on", _EVERY_CHANNEL),
    (ReasonCode.DIRECTIVE_NO_PHONE, "no_phone_on", frozenset({Channel.VOICE})),
    (ReasonCode.DIRECTIVE_EMAIL_ONLY, "email_only_on", _EVERY_CHANNEL - {Channel.EMAIL}),
    (ReasonCode.DIRECTIVE_PERSON, "other_person_on", _EVERY_CHANNEL),
    (ReasonCode.OPTED_OUT, "opted_out_on", _EVERY_CHANNEL),
    (ReasonCode.ADDRESS_INVALID, "address_invalid_on", _EVERY_CHANNEL),
    (ReasonCode.WORKPLACE, "workplace_forbidden_on", _EVERY_CHANNEL),
)
_facts: Callable[[Flags], tuple[date | None, ...]] = attrgetter(*(fact for _, fact, _ in _SINCE))
_NO_FACT = (None,) * len(_SINCE)
# Carriers of the United States and Canada take no text messages about other people's debts, consent or not (Twilio,
# errors 30863 and 30460: the row of each pack says so).
_CARRIERS_THAT_FORBID = "+1"


def contact_reasons(asked: Asked) -> list[Reason]:
    """Rules 1, 3, 5 to 7, 10 to 13 and 16. Raises RuleMissing."""
    reasons: list[Reason] = []
    flags = asked.flags
    facts = _facts(flags)
    if facts != _NO_FACT:
        for (code, _, channels), since in zip(_SINCE, facts, strict=True):
            if since is None or asked.channel not in channels or asked.purpose not in STOPPED_PURPOSES[code]:
                continue
            if code is ReasonCode.DIRECTIVE_EMAIL_ONLY and flags.opening_letter:
                continue  # the law wants a letter first, whatever the client prefers
            reasons += unless_released(reason_of(code, asked, since=since.isoformat()), asked)
    if flags.place is ContactPlace.WORK and _work_is_forbidden(asked):
        reasons += unless_released(reason_of(ReasonCode.WORK_ADDRESS, asked), asked)
    if asked.channel is Channel.SMS and flags.number is not None and flags.number.startswith(_CARRIERS_THAT_FORBID):
        reasons += unless_released(reason_of(ReasonCode.CARRIER_FORBIDDEN_3P_DEBT_SMS, asked), asked)
    if flags.template_missing or flags.language is not None:
        reasons += _language(asked)
    return reasons


def _work_is_forbidden(asked: Asked) -> bool:
    """Where the law keeps collectors from a consumer's place of work, refused there or not; a trader works anywhere.

    Whoever vouches is asked as what they are themselves, whatever the debtor is.
    """
    code = ReasonCode.WORK_ADDRESS
    consumer = Segment.CONSUMER in (asked.flags.segments or {claim.segment for claim in asked.claims})
    return consumer and code in asked.profile.rules and asked.purpose in STOPPED_PURPOSES[code]


def _language(asked: Asked) -> list[Reason]:
    """Rule 16: a text that the person may not understand, or in another language than the law wants."""
    rule = reason_of(ReasonCode.LANGUAGE, asked) if asked.flags.template_missing else None
    if rule is None and asked.flags.language is not None and asked.profile.language is not None:
        wanted = asked.profile.language.on(asked.legal_day)
        if asked.flags.language != wanted.code:
            decision = reason_of(ReasonCode.LANGUAGE, asked).decision
            rule = reason_from(ReasonCode.LANGUAGE, decision, wanted.origin, {"language": wanted.code})
    return unless_released(rule, asked) if rule else []


def breathing_space(asked: Asked) -> tuple[Reason, datetime] | None:
    """Rule 18 for the whole contact: why it waits, and the instant (UTC) from which every place is free again.

    None where the debtor's country has no such rule: one who moved away is under the law of the new one.
    """
    until, code = asked.flags.breathing_space_until, ReasonCode.GB_BREATHING_SPACE
    if until is None or asked.purpose not in STOPPED_PURPOSES[code] or code not in asked.profile.rules:
        return None
    free = max(first_instant(until, zone) for zone in (*(zone for zone, _ in asked.clocks), asked.profile.legal_zone))
    if asked.at >= free:
        return None
    return reason_of(code, asked, until=until.isoformat()), free


@lru_cache(maxsize=4096)
def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """Midnight at the start of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
