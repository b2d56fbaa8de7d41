"""What must be sent before anything else is asked for, and which claims still wait for it.

By the rows of the packs that the gate judges by: the opening letter where the agency or the debtor is in a country that
wants one (CPCE R124-4); the free first reminder to a Belgian consumer (CDE, art. XIX.2), which the opening letter is
too; the letter with the validation notice to an American consumer who was contacted about the debt (12 CFR 1006.34).
Where the pack says nothing, nothing is due.
"""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from tandem.kit.rule_packs import pack_files


class FirstStep(StrEnum):
    """The weightier one first, as text: where claims of a case file want both, the letter is due."""

    LETTER = "letter"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class _Duty:
    """A row of a country's pack: from when until when it holds there, and for claims of which segments."""

    country: str
    segments: tuple[str, ...]
    starts: date
    ends: date | None

    def of_country(self, column: str, today: str) -> str:
        until = f" AND {today} < DATE '{self.ends}'" if self.ends else ""
        return f"({column} = '{self.country}' AND {today} >= DATE '{self.starts}'{until})"


@dataclass(frozen=True, slots=True)
class _Duties:
    letters: tuple[_Duty, ...]
    reminders: tuple[_Duty, ...]
    notices: tuple[_Duty, ...]


def reminded_sql(attempt: str) -> str:
    """SQL: the attempt is a free first reminder sent by e-mail; one that came back is none. The gate asks this too."""
    return (
        f"{attempt}.purpose = 'first_reminder' AND {attempt}.channel = 'email' "
        f"AND {attempt}.state IN ('accepted', 'delivered')"
    )


def waiting_sql(claim: str, today: str) -> str:
    """SQL: a claim can still be demanded and is named in no opening letter that was posted."""
    barred = f"{claim}.last_day IS NULL OR {claim}.last_day >= {today}"
    return f"{claim}.outstanding > 0 AND {claim}.letter_posted_on IS NULL AND ({barred})"


def contacts_sql(claim: str) -> str:
    """SQL: rows of `party_id` and `at`, when a claim was spoken or written of to somebody (12 CFR 1006.34(b)(2)). The
    gate asks this too.

    What we sent, a letter once it is posted; and a talk that they began, which names no claim and so counts for each.
    """
    return f"""SELECT a.party_id, CASE WHEN a.channel = 'letter'
            THEN (a.posted_on + time '12:00') AT TIME ZONE 'Europe/Paris' ELSE a.sending_at END AS at
        FROM contact_attempts a
        WHERE a.case_file_id = {claim}.case_file_id AND {_names(claim)} AND a.state <> 'failed'
            AND a.sending_at IS NOT NULL AND (a.channel <> 'letter' OR a.posted_on IS NOT NULL)
        UNION ALL
        SELECT (t.data ->> 'party_id')::uuid, t.occurred_at FROM timeline_entries t
        WHERE t.case_file_id = {claim}.case_file_id AND t.kind = 'call_received'"""


def step_sql(claim: str, agency: str, today: str) -> str:
    """SQL: the `FirstStep` that such a claim waits for; null: none. `agency` is the id of whoever collects it."""
    duties = _duties(tuple(sorted(pack_files().items())))
    named = f"a.case_file_id = {claim}.case_file_id AND {_names(claim)}"

    def of_segment(duty: _Duty) -> str:
        segments = ", ".join(f"'{one}'" for one in duty.segments)
        return f"({duty.of_country('d.country', today)} AND {claim}.segment IN ({segments}))"

    collecting = _any(duties.letters, lambda duty: duty.of_country("o.country", today))
    protected = _any(duties.letters, lambda duty: duty.of_country("d.country", today))
    noticed = _any(duties.notices, of_segment)
    reminded = _any(duties.reminders, of_segment)
    return f"""CASE
        WHEN (SELECT {collecting} FROM organizations o WHERE o.id = {agency}) THEN '{FirstStep.LETTER}'
        ELSE (SELECT CASE
            WHEN {protected} OR {noticed} AND EXISTS ({contacts_sql(claim)})
            THEN '{FirstStep.LETTER}'
            WHEN {reminded} AND NOT EXISTS (SELECT FROM contact_attempts a WHERE {named} AND {reminded_sql("a")})
            THEN '{FirstStep.REMINDER}' END FROM debtors d WHERE d.id = {claim}.debtor_id) END"""


def _names(claim: str) -> str:
    return f"a.claims @> jsonb_build_array(jsonb_build_array({claim}.id::text))"


def _any(duties: Iterable[_Duty], condition: Callable[[_Duty], str]) -> str:
    return "(" + (" OR ".join(map(condition, duties)) or "false") + ")"


@cache
def _duties(files: tuple[tuple[str, Path], ...]) -> _Duties:
    # The gate stands above this module, so the files are read here on their own, as `limitation` reads them.
    letters: list[_Duty] = []
    reminders: list[_Duty] = []
    notices: list[_Duty] = []
    for country, path in files:
        pack = tomllib.loads(path.read_text(encoding="utf-8"))
        segments = tuple(sorted({one for profile in pack["profiles"] for one in profile["segments"]}))

        def duty(row: dict[str, Any], country: str = country, segments: tuple[str, ...] = segments) -> _Duty:
            return _Duty(country.upper(), segments, row["from"], row.get("until"))

        letters += [duty(row) for row in pack["rules"] if row["code"] == "FR_FIRST_LETTER_MISSING"]
        reminders += [duty(row) for row in pack["rules"] if row["code"] == "BE_FIRST_REMINDER_MISSING"]
        notices += [duty(row) for row in pack.get("validation_notices", [])]
    return _Duties(tuple(letters), tuple(reminders), tuple(notices))
