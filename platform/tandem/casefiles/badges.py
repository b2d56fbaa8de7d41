"""What marks a case file beside its stage: derived from facts when asked, never stored, one condition each."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.first_steps import FirstStep, step_sql, waiting_sql
from tandem.casefiles.holds import stopped_sql
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor


class CaseBadge(StrEnum):
    PAUSED = "paused"
    DISPUTED = "disputed"
    PROMISED = "promised"
    TIME_BARRED = "time_barred"
    LETTER_DUE = "letter_due"
    REMINDER_DUE = "reminder_due"
    STOPPED = "stopped"
    WAITING = "waiting"


_OPEN_HOLD = (
    "EXISTS (SELECT FROM holds h WHERE h.case_file_id = {cf}.id AND h.released_at IS NULL "
    "AND (h.until IS NULL OR h.until > {now}){kind})"
)
_STEPS = {CaseBadge.LETTER_DUE: FirstStep.LETTER, CaseBadge.REMINDER_DUE: FirstStep.REMINDER}
# Conditions on `{cf}`, for any stage but closed.
_CONDITIONS = {
    # A hold on a part leaves the rest to be worked.
    CaseBadge.PAUSED: stopped_sql("{cf}.id", "{now}"),
    CaseBadge.DISPUTED: _OPEN_HOLD.replace("{kind}", " AND h.kind = 'dispute'"),
    CaseBadge.PROMISED: _OPEN_HOLD.replace("{kind}", " AND h.kind = 'promise'"),
    CaseBadge.TIME_BARRED: "{cf}.last_day < {today}",
    # Of every party something is known on this case file that forbids contact. What is known from elsewhere is told one
    # case file at a time (`door_stop_facts`), and a refused workplace leaves the other addresses.
    CaseBadge.STOPPED: (
        "EXISTS (SELECT FROM stop_facts s WHERE s.agency_id = {cf}.agency_id AND s.case_file_id = {cf}.id) "
        "AND NOT EXISTS (SELECT FROM parties p WHERE p.case_file_id = {cf}.id AND NOT EXISTS (SELECT FROM stop_facts s "
        "WHERE s.agency_id = {cf}.agency_id AND s.case_file_id = {cf}.id AND s.party_id = p.id "
        "AND s.kind <> 'workplace' AND s.ended_on IS NULL AND s.since_on <= {today} "
        "AND (s.until_on IS NULL OR s.until_on > {today})))"
    ),
    CaseBadge.WAITING: (
        "EXISTS (SELECT FROM contact_attempts a WHERE a.case_file_id = {cf}.id AND a.state = 'needs_person')"
    ),
}


def condition(badge: CaseBadge, now: str, today: str, row: str = "cf") -> str:
    """SQL on `row` for case files with the badge; `now` and `today` are the placeholders of their values."""
    step = _STEPS.get(badge)
    held = _step_due(step, row, today) if step else _CONDITIONS[badge].format(cf=row, now=now, today=today)
    return f"({row}.stage <> 'closed' AND {held})"


def _step_due(step: FirstStep, row: str, today: str) -> str:
    """Accepted, and a claim waits for what must come first."""
    return (
        f"{row}.stage <> 'submitted' AND EXISTS (SELECT FROM claims c WHERE c.case_file_id = {row}.id "
        f"AND {waiting_sql('c', today)} AND {step_sql('c', f'{row}.agency_id', today)} = '{step}')"
    )


async def badges_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[CaseBadge]]:
    """The badges of case files in the actor's reach, in the order of `CaseBadge`."""
    found: dict[UUID, list[CaseBadge]] = {case_file_id: [] for case_file_id in case_file_ids}
    reach = access.reach(actor)
    flags = ", ".join(f"{condition(badge, '$3', '$4::date')} AS {badge.value}" for badge in CaseBadge)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT cf.id, $3::timestamptz, {flags} FROM case_files cf WHERE {reach.sql} AND cf.id = ANY ($2::uuid[])",
            *reach.args,
            list(found),
            clock.now(),
            clock.today(),
        )
    for row in rows:
        found[row["id"]] = [badge for badge in CaseBadge if row[badge.value]]
    return found
