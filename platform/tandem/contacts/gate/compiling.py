"""Rows to look-ups, and what single rows cannot show: overlaps, holes, a table that forgets a profile or a segment."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

from tandem.casefiles.models import InterruptionKind
from tandem.contacts.gate.dated import Dated, OverlappingPeriods, Period
from tandem.contacts.gate.pack import (
    Answers,
    Caps,
    HolidayRule,
    Language,
    Limitation,
    Origin,
    Pack,
    Place,
    Profile,
    ReminderWait,
    Rule,
    ValidationNotice,
)
from tandem.contacts.gate.pack_checks import Misplaced, check_profiles, check_regions, check_rules
from tandem.contacts.gate.rows import (
    AnswerRow,
    CapsRow,
    DatedRow,
    LanguageRow,
    LimitationRow,
    PackFile,
    RegionRow,
    ReminderWaitRow,
    RuleRow,
    ValidationNoticeRow,
)
from tandem.contacts.gate.vocabulary import ClaimNature, Segment
from tandem.contacts.gate.weeks import TIMED_CHANNELS, OverlappingWindows, hours_of

# Of the hash of all rows: who changes a row and keeps the version is told apart in the log of decisions.
_DIGITS = 8
AnyRow = TypeVar("AnyRow", bound=DatedRow)
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def compiled(file: PackFile, *, complete: bool = True) -> Pack:
    """The pack of a file whose rows are each well-formed; `complete`: with every row that a pack needs to judge.

    Raises Misplaced.
    """
    if complete:
        check_profiles(file)
        check_rules(file)
    rules = _dated("rules", file.rules, lambda row: [row.code], _rule)
    limitations = _dated("limitations", file.limitations, _limited, _limitation)
    holidays = _dated("regions", file.regions, lambda row: [row.name], _holidays)
    check_regions(file, holidays)
    caps = _dated("caps", file.caps, lambda row: [row.profile], _caps)
    answers = _dated("answers", file.answers, lambda _: ["answers"], _answers)
    languages = _dated("languages", file.languages, lambda row: [row.profile], _language)
    waits = _dated("reminder_waits", file.reminder_waits, lambda _: ["waits"], _reminder_wait)
    notices = _dated("validation_notices", file.validation_notices, lambda _: ["notices"], _validation_notice)
    served = [segment for profile in file.profiles for segment in profile.segments]
    _require("limitations", limitations, [(segment, ClaimNature.GENERAL, None) for segment in served])
    _require("caps", caps, [profile.name for profile in file.profiles])
    _require("answers", answers, ["answers"])
    digest = sha256(file.model_dump_json().encode()).hexdigest()[:_DIGITS]
    label = f"{file.name} {file.version} {digest}"
    profiles = []
    for profile in file.profiles:
        try:
            hours = hours_of(profile.name, file.windows)
        except OverlappingWindows as error:
            found = file.windows[error.number - 1].start
            raise Misplaced(f"windows, row {error.number}, field start", f"{error} (found {found!r})") from None
        except OverlappingPeriods as error:
            raise Misplaced("windows", str(error)) from None
        _require(f"windows of {profile.name}", hours, TIMED_CHANNELS)
        profiles.append(
            Profile(
                name=profile.name,
                segments=frozenset(profile.segments),
                regions=None if profile.regions is None else frozenset(profile.regions),
                counted_per=profile.counted_per,
                pack_version=label,
                legal_zone=ZoneInfo(file.legal_zone),
                hours=hours,
                caps=caps[profile.name],
                rules=rules,
                limitations=limitations,
                holidays=holidays,
                answers=answers["answers"],
                language=languages.get(profile.name),
                reminder_waits=waits.get("waits"),
                validation_notices=notices.get("notices"),
            )
        )
    return Pack(file.name, label, tuple(profiles), _places(file), re.compile(file.postal_code))


def _require(table: str, found: dict[Key, Value], keys: Iterable[Key]) -> None:
    for key in keys:
        if key not in found:
            raise Misplaced(table, f"no row for {_name(key)}: add one, with its source")


def _dated(
    table: str,
    rows: Sequence[AnyRow],
    keys: Callable[[AnyRow], Iterable[Key]],
    value: Callable[[AnyRow], Value],
) -> dict[Key, Dated[Value]]:
    numbered: dict[Key, list[tuple[int, AnyRow]]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        for key in keys(row):
            numbered[key].append((number, row))
    found: dict[Key, Dated[Value]] = {}
    for key, entries in numbered.items():
        try:
            periods = [Period(row.starts, row.ends, value(row)) for _, row in entries]
            found[key] = Dated.of(f"{table} {_name(key)}", periods)
        except OverlappingPeriods as error:
            number, row = entries[error.index]
            problem = f"{error}: correct one of the two days (found {row.starts})"
            raise Misplaced(f"{table}, row {number}, field from", problem) from None
    return found


def _name(key: Hashable) -> str:
    return " ".join(str(part) for part in key if part is not None) if isinstance(key, tuple) else str(key)


def _origin(row: DatedRow) -> Origin:
    return Origin(row.source, row.basis)


def _rule(row: RuleRow) -> Rule:
    return Rule(row.decision, _origin(row))


def _limited(row: LimitationRow) -> list[tuple[Segment, ClaimNature, str | None]]:
    regions: Sequence[str | None] = row.regions or (None,)
    return [(segment, nature, region) for segment in row.segments for nature in row.natures for region in regions]


def _language(row: LanguageRow) -> Language:
    return Language(row.language, _origin(row))


def _reminder_wait(row: ReminderWaitRow) -> ReminderWait:
    return ReminderWait(row.days, row.posted_working_days, _origin(row))


def _validation_notice(row: ValidationNoticeRow) -> ValidationNotice:
    return ValidationNotice(row.due_days, row.received_after_working_days, row.dispute_days, _origin(row))


def _limitation(row: LimitationRow) -> Limitation:
    from_next_january = row.period == "from_next_january"
    moved_by = frozenset[InterruptionKind]([*row.interrupted_by, *row.suspended_by])
    return Limitation(row.years, from_next_january, moved_by, row.barred, _origin(row), row.unknown_years)


def _caps(row: CapsRow) -> Caps:
    return Caps(
        calls_7d=row.calls_7d,
        calls_day=row.calls_day,
        contacts_7d=row.contacts_7d,
        attempts_7d=row.attempts_7d,
        cooldown_days=row.cooldown_days,
        call_channels=frozenset(row.call_channels),
        cooldown_channels=frozenset(row.cooldown_channels),
        uncounted_calls=frozenset(row.uncounted_calls),
        consented_days=row.consented_days,
        elsewhere_30d=row.elsewhere_30d,
        elsewhere_places=frozenset(row.elsewhere_places),
        origin=_origin(row),
    )


def _holidays(row: RegionRow) -> HolidayRule:
    return HolidayRule(row.country, row.subdivision, row.holidays_off, _origin(row))


def _answers(row: AnswerRow) -> Answers:
    return Answers(row.reply_hours, row.callback_minutes)


def _places(file: PackFile) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for number, row in enumerate(file.regions, 1):
        place = Place(row.name, tuple(ZoneInfo(zone) for zone in row.zones))
        for beginning in row.postal_codes:
            if places.setdefault(beginning, place) != place:
                where = f"regions, row {number}, field postal_codes"
                owner = places[beginning].region
                raise Misplaced(where, f"{beginning!r} belongs to {owner} already: take it out of one of the two")
    return places
