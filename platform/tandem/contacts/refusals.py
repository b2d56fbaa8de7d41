"""What was refused, put off or left to a person, counted: by reason, channel, week, client and collector.

Counted are contacts, not decisions: an attempt that is judged again and again is one, a plan that was refused is one
each time somebody tries. One that several rules stop is counted with each of them: reasons add up to more than all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.contacts.gate import ReasonCode
from tandem.contacts.models import Channel
from tandem.contacts.obstacles import Obstacle
from tandem.contacts.places import LEGAL_ZONE
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

# Whatever a contact can be refused for: by the gate, or by what stands in its way beside it.
CODES = frozenset(code.value for code in (*ReasonCode, *Obstacle))
LONGEST = timedelta(days=366)
# The list below the figures: who wants the others narrows it.
MOST_CASE_FILES = 100


class RefusalsBy(StrEnum):
    """What refusals are counted by."""

    ALL = "all"
    REASON = "reason"
    CHANNEL = "channel"
    WEEK = "week"
    CLIENT = "client"
    COLLECTOR = "collector"


@dataclass(frozen=True, slots=True)
class Which:
    """Which refusals are counted: of the days from `since` to `until`, both included, as the law counts days."""

    since: date
    until: date
    # Of `CODES`.
    code: str | None = None
    channel: Channel | None = None
    creditor_id: UUID | None = None
    collector_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RefusalFigure:
    """`key`: a code, a channel, the Monday of a week, an organization's or membership's id; None: planned by nobody.

    `name` is that of a client or a collector. A contact that was put off and then stopped is in both parts.
    """

    by: RefusalsBy
    key: str | None
    name: str | None
    contacts: int
    stopped: int
    put_off: int
    left_to_a_person: int
    case_files: int


@dataclass(frozen=True, slots=True)
class RefusedCaseFile:
    """A case file with refusals, how many contacts they were of, when the last of them was, and by which rules.

    `rules` None: what stood in the way was found beside the rules.
    """

    case_file_id: UUID
    contacts: int
    last_at: datetime
    rules: str | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """The figures, the most frequent first, weeks in their order; and the case files, the last refused first."""

    figures: list[RefusalFigure] = field(default_factory=list)
    case_files: list[RefusedCaseFile] = field(default_factory=list)

    def of(self, by: RefusalsBy) -> list[RefusalFigure]:
        """The figures of one kind."""
        return [figure for figure in self.figures if figure.by is by]


async def refusals_for(actor: Actor, which: Which) -> Refusals:
    """The refusals on the case files in the actor's reach. Raises NotPermitted, InvalidInput."""
    authorize(actor, side_of(actor), Permission.CONTACT_REFUSAL_READ)
    if not which.since <= which.until <= which.since + LONGEST:
        raise InvalidInput("until", which.until.isoformat(), "refusal_period")
    reach = casefiles.reach(actor)
    counted = _counted(reach.sql, len(reach.args))
    arguments = [*reach.args, *_values(actor, which)]
    async with reading(actor):
        figures = await database.rows(_FIGURES.format(counted=counted), *arguments)
        found = await database.rows(_CASE_FILES.format(counted=counted), *arguments)
    return Refusals(
        [_figure(row) for row in figures],
        [RefusedCaseFile(row["case_file_id"], row["contacts"], row["last_at"], row["rules"]) for row in found],
    )


def _values(actor: Actor, which: Which) -> Sequence[object]:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), LEGAL_ZONE)

    return (
        actor.organization_id,
        midnight(which.since),
        midnight(which.until + timedelta(days=1)),
        which.code,
        which.channel.value if which.channel else None,
        which.creditor_id,
        which.collector_id,
    )


def _counted(reach: str, known: int) -> str:
    agency, since, until, code, channel, creditor, collector = (f"${known + place}" for place in range(1, 8))
    return f"""
SELECT g.decision, g.channel, g.case_file_id, g.judged_at, g.pack_version, said.code,
    coalesce(g.attempt_id, g.id) AS contact, g.creditor_id, coalesce(g.asked_by_id, a.created_by_id) AS collector_id,
    date_trunc('week', g.judged_at AT TIME ZONE '{LEGAL_ZONE.key}')::date AS week
FROM gate_decisions g
CROSS JOIN unnest(g.codes) said (code)
JOIN case_files cf ON cf.id = g.case_file_id AND {reach}
LEFT JOIN contact_attempts a ON a.id = g.attempt_id
WHERE g.agency_id = {agency} AND g.decision <> 'allow' AND g.judged_at >= {since} AND g.judged_at < {until}
    AND ({code}::text IS NULL OR said.code = {code})
    AND ({channel}::text IS NULL OR g.channel = {channel})
    AND ({creditor}::uuid IS NULL OR g.creditor_id = {creditor})
    AND ({collector}::uuid IS NULL OR coalesce(g.asked_by_id, a.created_by_id) = {collector})
"""


def _figure(row: dict[str, Any]) -> RefusalFigure:
    by = RefusalsBy(row["by"])
    return RefusalFigure(
        by=by,
        key=row["key"],
        name=row["name"],
        contacts=row["contacts"],
        stopped=row["stopped"],
        put_off=row["put_off"],
        left_to_a_person=row["left_to_a_person"],
        case_files=row["case_files"],
    )


# grouping() has a bit for each column that a row is not grouped by.
_FIGURES = """
WITH counted AS ({counted}), figures AS (
    SELECT CASE grouping(code, channel, week, creditor_id, collector_id)
            WHEN 15 THEN 'reason' WHEN 23 THEN 'channel' WHEN 27 THEN 'week' WHEN 29 THEN 'client'
            WHEN 30 THEN 'collector' ELSE 'all' END AS by,
        coalesce(code, channel, week::text, creditor_id::text, collector_id::text) AS key,
        creditor_id, collector_id,
        count(DISTINCT contact) AS contacts,
        count(DISTINCT contact) FILTER (WHERE decision = 'block') AS stopped,
        count(DISTINCT contact) FILTER (WHERE decision = 'defer') AS put_off,
        count(DISTINCT contact) FILTER (WHERE decision = 'review') AS left_to_a_person,
        count(DISTINCT case_file_id) AS case_files
    FROM counted GROUP BY GROUPING SETS ((), (code), (channel), (week), (creditor_id), (collector_id))
)
SELECT f.*, coalesce(o.name, p.name) AS name FROM figures f
LEFT JOIN organizations o ON o.id = f.creditor_id
LEFT JOIN memberships m ON m.id = f.collector_id
LEFT JOIN people p ON p.id = m.person_id
ORDER BY f.by, CASE f.by WHEN 'week' THEN f.key END, f.contacts DESC, f.key
"""
_CASE_FILES = f"""
WITH counted AS ({{counted}})
SELECT case_file_id, count(DISTINCT contact) AS contacts, max(judged_at) AS last_at,
    (array_agg(pack_version ORDER BY judged_at DESC, pack_version))[1] AS rules
FROM counted GROUP BY case_file_id ORDER BY last_at DESC, case_file_id LIMIT {MOST_CASE_FILES}
"""
