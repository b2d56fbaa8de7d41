"""Which sender is used where: one that is for the country, else one that is for wherever no other is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import phonenumbers

from tandem.contacts.models import Channel
from tandem.contacts.places import PARTS_OF
from tandem.kit import database
from tandem_channels.contract import Provider

PROVIDER_OF = {
    Channel.SMS: Provider.TWILIO,
    Channel.VOICE: Provider.TWILIO,
    Channel.EMAIL: Provider.SENDGRID,
}


@dataclass(frozen=True, slots=True)
class SenderOf:
    """A number, name or address from which an agency writes or calls; `countries` empty: wherever no other is.

    `kind` is `long_code`, `short_code`, `alphanumeric` or `email`; with `two_way` an answer can come back.
    """

    channel: Channel
    address: str
    kind: str
    countries: frozenset[str]
    two_way: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "SenderOf":
        """From a row of `SENDERS` as PostgreSQL writes it in JSON."""
        return cls(
            Channel(told["channel"]), told["address"], told["kind"], frozenset(told["countries"]), told["two_way"]
        )


def chosen(senders: Iterable[SenderOf], channel: Channel, country: str) -> SenderOf | None:
    """The sender for a channel in a country (ISO, two letters); None when the agency has none for it.

    Réunion has a country code of its own and is France: its own sender comes first, then that of the whole country.
    """
    of_channel = sorted((one for one in senders if one.channel is channel), key=lambda one: one.address)
    there = [one for one in of_channel if country in one.countries]
    whole = {one for one, parts in PARTS_OF.items() if country in parts}
    of_whole = [one for one in of_channel if one.countries & whole]
    anywhere = [one for one in of_channel if not one.countries]
    return next(iter(there or of_whole or anywhere), None)


def country_of(channel: Channel, address: str, home: str) -> str:
    """The country of a telephone number; `home` for anything that does not say."""
    if channel not in (Channel.SMS, Channel.VOICE):
        return home
    try:
        found = phonenumbers.region_code_for_number(phonenumbers.parse(address))
    except phonenumbers.NumberParseException:
        return home
    return str(found) if found else home


def is_among(telephone: str | None, numbers: Iterable[str], home: str) -> bool:
    """Whether a telephone is one of these numbers, however it is written; `home`: where one without a country code is.

    Whoever is told to dial a number that the agency writes or calls from rings us again, and not its office.
    """
    told = _dialled(telephone or "", home)
    return bool(told) and any(_dialled(one, home) == told for one in numbers)


def _dialled(number: str, home: str) -> str:
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, home), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return ""


async def sender_for(agency_id: UUID, channel: Channel, country: str) -> SenderOf | None:
    """The agency's sender for a channel in a country, inside an open transaction that acts for the agency."""
    return chosen(await senders_in_use(agency_id), channel, country)


async def senders_in_use(agency_id: UUID) -> list[SenderOf]:
    """All that the agency writes and calls from, inside an open transaction that acts for it."""
    row = await database.row(f"SELECT {SENDERS.format(agency='$1')} AS senders", agency_id)
    return [SenderOf.of(one) for one in orjson.loads(row["senders"])] if row else []


# Those of the account in use; of the installation's own where the agency has no account at that provider.
SENDERS = """
    (SELECT coalesce(json_agg(json_build_object('channel', s.channel, 'address', s.address, 'kind', s.kind,
        'countries', s.countries, 'two_way', s.two_way) ORDER BY s.channel, s.address), '[]')
     FROM senders s
     LEFT JOIN provider_accounts p ON p.agency_id = s.agency_id AND p.ended_at IS NULL
         AND p.provider = CASE s.channel WHEN 'email' THEN 'sendgrid' ELSE 'twilio' END
     WHERE s.agency_id = {agency} AND s.account_id IS NOT DISTINCT FROM p.id)"""
