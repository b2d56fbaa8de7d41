"""Where nothing is sent, and from where nothing may be: refused before a provider is asked, each with its reason.

One list for texts and calls. What American carriers forbid is the gate's (`CARRIER_FORBIDDEN_3P_DEBT_SMS`), since it
depends on what is asked for.
"""

from collections.abc import Iterable
from uuid import UUID

import phonenumbers
from phonenumbers import PhoneNumberType

from tandem.contacts.accounts.choosing import SenderOf
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import Channel
from tandem.contacts.places import PARTS_OF
from tandem.contacts.states import reason

_BY_TELEPHONE = frozenset({Channel.SMS, Channel.VOICE})
# Whoever answers, or calls back, pays more than for an ordinary call (compliance, §1.1: DGCCRF; UK CONC 7.9).
_SURCHARGED = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
# Reserved for people, not for programs, since 2023-01-01 (ARCEP 2022-1583); French networks drop texts from them.
_RESERVED = ("+336", "+337")


def refusal_for(facts: CaseFacts, channel: Channel, party_id: UUID, address: str) -> dict[str, object] | None:
    """Why nothing may leave for this number, or from the sender that the agency has for it; None when it may."""
    sender = facts.sender_for(channel, party_id, address) or ""
    return refusal_of(channel, address, facts.every_sender, facts.agency.country) or sender_refusal(channel, sender)


def refusal_of(channel: Channel, address: str, senders: Iterable[SenderOf], home: str) -> dict[str, object] | None:
    """Why nothing may leave for this number, as a reason; None when it may.

    Served are the agency's own country (`home`) and those that one of its senders names: geographic permissions at the
    provider are for these alone, so that a mistyped or hijacked number costs nothing.
    """
    if channel not in _BY_TELEPHONE:
        return None
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return reason("DESTINATION_UNKNOWN")
    if is_surcharged(number):
        return reason("DESTINATION_SURCHARGED")
    country = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    served = {home, *(named for sender in senders if sender.channel is channel for named in sender.countries)}
    if not any(country == one or country in PARTS_OF.get(one, ()) for one in served):
        return reason("DESTINATION_NOT_SERVED", country=country)
    return None


def is_surcharged(number: phonenumbers.PhoneNumber) -> bool:
    """Whether a call to it costs more than an ordinary one."""
    return phonenumbers.number_type(number) in _SURCHARGED


def sender_refusal(channel: Channel, sender: str) -> dict[str, object] | None:
    """Why nothing may leave from this number, as a reason; None when it may."""
    if channel in _BY_TELEPHONE and sender.startswith(_RESERVED):
        return reason("SENDER_RESERVED")
    return None
