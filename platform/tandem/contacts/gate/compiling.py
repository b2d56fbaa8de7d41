"""Rows to look-ups, and what single rows cannot show: overlaps, holes, a table that forgets a profile or a segment."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from tandem.contacts.gate.dated import Dated, OverlappingPeriods, Period
from tandem.contacts.gate.pack import Answers, Caps, HolidayRule, Limitation, Origin, Pack, Place, Profile
from tandem.contacts.gate.reasons import NATIONAL, SOURCED_BY_TABLES, ReasonCode
from tandem.contacts.gate.rows import AnswerRow, CapsRow, DatedRow, LimitationRow, PackFile, RegionRow
from tandem.contacts.gate.vocabulary import ClaimNature, Segment
from tandem.contacts.gate.weeks import TIMED_CHANNELS, OverlappingWindows, hours_of

AnyRow = TypeVar("AnyRow", bound=DatedRow)
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Misplaced(ValueError):
    """A problem and its place in the file."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


def compiled(file: PackFile) -> Pack:
    """The pack of a file whose rows are each well-formed. Raises Misplaced."""
    _check_profiles(file)
    rules = _dated("rules", file.rules, lambda row: [row.code], _origin)
    _check_rules(file, rules)
    limitations = _dated(
        "limitations", file.limitations, lambda row: [(segment, row.nature) for segment in row.segments], _limitation
    )
    holidays = _dated("regions", file.regions, lambda row: [row.name], _holidays)
    caps = _dated("caps", file.caps, lambda row: [row.profile], _caps)
    answers = _dated("answers", file.answers, lambda _: ["answers"], _answers)
    _require("limitations", limitations, [(segment, ClaimNature.GENERAL) for segment in Segment])
    _require("caps", caps, [profile.name for profile in file.profiles])
    _require("answers", answers, ["answers"])
    profiles = []
    for profile in file.profiles:
        try:
            hours = hours_of(profile.name, file.windows)
        except OverlappingWindows as error:
            raise Misplaced(f"windows, row {error.number}, field start", str(error)) from None
        except OverlappingPeriods as error:
            raise Misplaced("windows", str(error)) from None
        _require(f"windows of {profile.name}", hours, TIMED_CHANNELS)
        profiles.append(
            Profile(
                name=profile.name,
                segments=frozenset(profile.segments),
                counted_per=profile.counted_per,
                pack_version=f"{file.name} {file.version}",
                legal_zone=ZoneInfo(file.legal_zone),
                hours=hours,
                caps=caps[profile.name],
                rules=rules,
                limitations=limitations,
                holidays=holidays,
                answers=answers["answers"],
            )
        )
    return Pack(file.name, file.version, tuple(profiles), _places(file))


def _check_profiles(file: PackFile) -> None:
    owner: dict[Segment, str] = {}
    names: set[str] = set()
    for number, profile in enumerate(file.profiles, 1):
        if profile.name in names:
            raise Misplaced(f"profiles, row {number}, field name", f"{profile.name} is there twice")
        names.add(profile.name)
        for segment in profile.segments:
            if owner.setdefault(segment, profile.name) != profile.name:
                raise Misplaced(f"profiles, row {number}, field segments", f"{segment} has {owner[segment]} already")
    for segment in Segment:
        if segment not in owner:
            raise Misplaced("profiles", f"no row serves {segment}")
    named = [("windows", number, row.profile) for number, row in enumerate(file.windows, 1)]
    named += [("caps", number, row.profile) for number, row in enumerate(file.caps, 1)]
    for table, number, name in named:
        if name not in names:
            raise Misplaced(f"{table}, row {number}, field profile", f"there is no profile {name}")


def _check_rules(file: PackFile, rules: dict[ReasonCode, Dated[Origin]]) -> None:
    for number, row in enumerate(file.rules, 1):
        if row.code in SOURCED_BY_TABLES:
            raise Misplaced(f"rules, row {number}, field code", f"the source of {row.code} is in its own table")
    _require("rules", rules, [code for code in ReasonCode if code not in SOURCED_BY_TABLES | NATIONAL])


def _require(table: str, found: dict[Key, Value], keys: Iterable[Key]) -> None:
    for key in keys:
        if key not in found:
            raise Misplaced(table, f"no row for {_name(key)}")


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
            raise Misplaced(f"{table}, row {entries[error.index][0]}, field from", str(error)) from None
    return found


def _name(key: Hashable) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def _origin(row: DatedRow) -> Origin:
    return Origin(row.source, row.basis)


def _limitation(row: LimitationRow) -> Limitation:
    from_next_january = row.period == "from_next_january"
    return Limitation(row.years, from_next_january, frozenset(row.interrupted_by), row.barred, _origin(row))


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
        origin=_origin(row),
    )


def _holidays(row: RegionRow) -> HolidayRule:
    return HolidayRule(row.country, row.subdivision, _origin(row))


def _answers(row: AnswerRow) -> Answers:
    return Answers(row.reply_hours, row.callback_minutes)


def _places(file: PackFile) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for number, row in enumerate(file.regions, 1):
        place = Place(row.name, tuple(ZoneInfo(zone) for zone in row.zones))
        for beginning in row.postal_codes:
            if places.setdefault(beginning, place) != place:
                where = f"regions, row {number}, field postal_codes"
                raise Misplaced(where, f"{beginning} belongs to {places[beginning].region} already")
    return places
