"""The ledger of what people said about being reached: one entry after the other, for the agency and all its creditors.

Only ever added to: the database grants no more. `opt_outs` keeps what follows from it, which the gate reads.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.contacts.models import Channel
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System

LONGEST = 1_000  # characters of evidence


class EntryKind(StrEnum):
    """What was said."""

    OPT_OUT = "opt_out"  # reach me no more
    ASKED_TO_STOP = "asked_to_stop"  # a sentence that seems to say so; counts until a person has read it
    OPT_IN = "opt_in"  # reach me again
    CONSENT = "consent"  # to something that needs one
    WITHDRAWAL = "withdrawal"  # of that consent
    INFORMATION_OPT_OUT = "information_opt_out"  # send me no receipts and notices by e-mail
    INFORMATION_OPT_IN = "information_opt_in"  # send me those again


class ConsentPurpose(StrEnum):
    """What is done only with somebody's consent."""

    AUTOMATED_CALLS = "automated_calls"  # a machine calls, or speaks (TCPA, 47 CFR 64.1200)
    CALL_RECORDING = "call_recording"  # where both sides must agree, and to a recording announced
    EXTRA_CALLS = "extra_calls"  # calls beyond the limits, for a few days (12 CFR 1006.14(b)(3)(i))
    REGISTERED_EMAIL = "registered_email"  # registered letters by e-mail to a consumer (CPCE L100)


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """An entry as it was written. `happened_at` is when it was said, `recorded_by` the person who told us of it."""

    id: UUID
    channel: Channel
    address: str
    kind: EntryKind
    purpose: ConsentPurpose | None
    source: str
    evidence: str | None
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str | None


async def enter(
    acting: Actor | System,
    agency_id: UUID,
    channel: Channel,
    address: str,
    kind: EntryKind,
    *,
    source: str,
    evidence: str | None = None,
    purpose: ConsentPurpose | None = None,
    happened_at: datetime | None = None,
) -> None:
    """Add an entry, inside the open transaction. `happened_at` None is now; `purpose` belongs to a consent."""
    person = acting if isinstance(acting, Actor) else None
    await database.execute(
        "INSERT INTO consent_entries (id, agency_id, channel, address, kind, purpose, source, evidence, happened_at, "
        "recorded_at, recorded_by, recorded_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        new_id(),
        agency_id,
        channel.value,
        address,
        kind.value,
        purpose.value if purpose else None,
        source,
        evidence,
        happened_at or clock.now(),
        clock.now(),
        person.person_name if person else None,
        person.membership_id if person else None,
    )


async def said_after(
    agency_id: UUID, channel: Channel, address: str, kinds: Collection[EntryKind], at: datetime
) -> bool:
    """Whether something of those kinds was said later than `at`: it is told of in any order."""
    found = await database.row(
        "SELECT 1 FROM consent_entries WHERE agency_id = $1 AND address = $2 AND channel = $3 AND kind = ANY ($4) "
        "AND happened_at > $5 LIMIT 1",
        agency_id,
        address,
        channel.value,
        [kind.value for kind in kinds],
        at,
    )
    return found is not None


async def said_within(
    agency_id: UUID, channel: Channel, address: str, kind: EntryKind, source: str, since: datetime, until: datetime
) -> bool:
    """Whether the same was heard from the same source between these instants, both included."""
    found = await database.row(
        "SELECT 1 FROM consent_entries WHERE agency_id = $1 AND address = $2 AND channel = $3 AND kind = $4 "
        "AND source = $5 AND happened_at BETWEEN $6 AND $7 LIMIT 1",
        agency_id,
        address,
        channel.value,
        kind.value,
        source,
        since,
        until,
    )
    return found is not None


async def last_source(agency_id: UUID, channel: Channel, address: str, kinds: Collection[EntryKind]) -> str | None:
    """Where the last of those kinds was said; None when none was."""
    row = await database.row(
        "SELECT source FROM consent_entries WHERE agency_id = $1 AND address = $2 AND channel = $3 "
        "AND kind = ANY ($4) ORDER BY happened_at DESC, recorded_at DESC, id DESC LIMIT 1",
        agency_id,
        address,
        channel.value,
        [kind.value for kind in kinds],
    )
    return row["source"] if row else None


async def entries_of(agency_id: UUID, case_file_id: UUID) -> list[ConsentEntry]:
    """The entries of all addresses of a case file already reached, the newest first, inside the open transaction."""
    return [_entry(row) for row in await database.rows(_LEDGER, agency_id, case_file_id)]


def _entry(row: Mapping[str, Any]) -> ConsentEntry:
    return ConsentEntry(
        id=row["id"],
        channel=Channel(row["channel"]),
        address=row["address"],
        kind=EntryKind(row["kind"]),
        purpose=ConsentPurpose(row["purpose"]) if row["purpose"] else None,
        source=row["source"],
        evidence=row["evidence"],
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
    )


_LEDGER = """
SELECT e.* FROM consent_entries e
WHERE e.agency_id = $1
  AND e.address IN (SELECT value FROM contact_points WHERE agency_id = $1 AND case_file_id = $2)
ORDER BY e.recorded_at DESC, e.id DESC
"""
# What was said last by telephone, in SQL. Of what somebody entered with its proof the day is known and no hour: on that
# day what was said in a call itself counts as the later.
SAID_LAST = """
SELECT kind FROM consent_entries WHERE agency_id = {agency} AND address = {address} AND channel = 'voice'
AND purpose = {purpose}
ORDER BY (happened_at AT TIME ZONE {zone})::date DESC, evidence IS NULL DESC,
    CASE WHEN evidence IS NULL THEN happened_at END DESC, recorded_at DESC, id DESC LIMIT 1
"""
# The consents to calls beyond the limits that may still spare one that counts, in SQL: when each was given, since
# when it is known here, and when it was taken back, at whichever number of the person and by whichever channel. None
# holds longer than `gate.rows.LONGEST_CONSENT`. Who spoke is not known of a number that several people share: theirs
# spares none.
EXTRA_CALLS = """
SELECT coalesce(json_agg(json_build_array(e.happened_at, e.recorded_at, (
    SELECT min(w.happened_at) FROM consent_entries w
    WHERE w.agency_id = e.agency_id AND w.purpose = e.purpose AND w.kind = 'withdrawal'
        AND (w.happened_at, w.recorded_at) > (e.happened_at, e.recorded_at)
        AND (w.address = e.address OR w.address IN (
            SELECT theirs.value FROM contact_points shared
            JOIN contact_points theirs ON theirs.party_id = shared.party_id
            WHERE shared.agency_id = e.agency_id AND shared.value = e.address))
    )) ORDER BY e.happened_at, e.recorded_at, e.id), '[]') FROM consent_entries e
WHERE e.agency_id = {agency} AND e.address = {address} AND e.channel = 'voice' AND e.kind = 'consent'
    AND e.purpose = {purpose} AND e.happened_at + interval '{days} days' >= {since}
    AND (SELECT count(DISTINCT lower(named.name)) FROM contact_points held
         JOIN parties named ON named.id = held.party_id WHERE held.agency_id = e.agency_id
         AND held.value = e.address) < 2
"""
# An entry `e` about receipts and notices by e-mail, in SQL. Whoever wants e-mails again wants those too; who joins the
# provider's group of demands again, which the provider alone tells of, said nothing about them (`email_groups`).
ABOUT_INFORMATION = """(e.kind IN ('information_opt_out', 'information_opt_in')
    OR (e.kind = 'opt_in' AND e.source <> 'provider'))"""
# Since when they are refused, in SQL: the latest word about them holds.
INFORMATION_REFUSED = f"""
SELECT CASE e.kind WHEN 'information_opt_out' THEN e.happened_at END AS since FROM consent_entries e
WHERE e.agency_id = {{agency}} AND e.address = {{address}} AND e.channel = 'email' AND {ABOUT_INFORMATION}
ORDER BY e.happened_at DESC, e.recorded_at DESC, e.id DESC LIMIT 1
"""
