"""What single rows of a pack cannot show: profiles that leave somebody out or are never reached, rules left unsaid."""

from collections.abc import Collection

from tandem.contacts.gate.reasons import DATED, NATIONAL, SOURCED_BY_TABLES, ReasonCode
from tandem.contacts.gate.rows import PackFile, ProfileRow
from tandem.contacts.gate.vocabulary import Decision, Segment

_TABLES = ("windows", "caps", "limitations", "regions", "answers", "languages", "reminder_waits", "validation_notices")


class Misplaced(ValueError):
    """A problem and its place in the file."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


def check_profiles(file: PackFile) -> None:
    """Each name once, each segment served everywhere or said to have no rules, no row of an unknown profile.

    Raises Misplaced.
    """
    names: set[str] = set()
    for number, profile in enumerate(file.profiles, 1):
        if profile.name in names:
            place = f"profiles, row {number}, field name"
            raise Misplaced(place, f"{profile.name!r} is there twice: give each profile a name of its own")
        names.add(profile.name)
        _check_segments(number, profile, file)
    for segment in Segment:
        everywhere = any(segment in profile.segments and profile.regions is None for profile in file.profiles)
        if everywhere == (segment in file.segments_without_rules):
            problem = (
                "is served and without rules: take it out of segments_without_rules"
                if everywhere
                else "no row serves it everywhere: add it to a profile without regions, or to segments_without_rules"
            )
            raise Misplaced("profiles", f"{segment}: {problem}")
    named = [("windows", number, row.profile) for number, row in enumerate(file.windows, 1)]
    named += [("languages", number, row.profile) for number, row in enumerate(file.languages, 1)]
    named += [("caps", number, row.profile) for number, row in enumerate(file.caps, 1)]
    for table, number, name in named:
        if name not in names:
            known = ", ".join(sorted(names))
            raise Misplaced(f"{table}, row {number}, field profile", f"there is no profile {name!r}: write {known}")


def _check_segments(number: int, profile: ProfileRow, file: PackFile) -> None:
    """The first profile that fits wins, so one that comes later must fit somewhere that no earlier one does."""
    place = f"profiles, row {number}, field segments"
    for segment in profile.segments:
        taken: set[str] = set()
        for earlier in file.profiles[: number - 1]:
            if segment not in earlier.segments:
                continue
            taken |= set(earlier.regions or ())
            if earlier.regions is None or (profile.regions is not None and set(profile.regions) <= taken):
                raise Misplaced(
                    place, f"{segment} has {earlier.name} already: leave it out, or put the row with regions first"
                )


def check_rules(file: PackFile) -> None:
    """A row for each rule that every country has, with an answer that this rule can give. Raises Misplaced."""
    for number, row in enumerate(file.rules, 1):
        if row.code in SOURCED_BY_TABLES:
            place = f"rules, row {number}, field code"
            raise Misplaced(place, f"the source of {row.code} is in its own table: delete this row")
        if (row.decision is Decision.DEFER) != (row.code in DATED):
            right = "defer" if row.code in DATED else "block or review"
            raise Misplaced(f"rules, row {number}, field decision", f"{row.code} cannot {row.decision}: write {right}")
    found = {row.code for row in file.rules}
    for code in ReasonCode:
        if code not in found | SOURCED_BY_TABLES | NATIONAL:
            raise Misplaced("rules", f"no row for {code}: add one, with its source")


def check_replaces(file: PackFile, shipped: PackFile) -> None:
    """A file that stands in for a shipped one may say another thing of a rule; it may not leave it out. Raises
    Misplaced.
    """
    found = {row.code for row in file.rules}
    for row in shipped.rules:
        if row.code not in found:
            raise Misplaced("rules", f"no row for {row.code}, which the shipped file has: add one, with its source")
    for table in _TABLES:
        if getattr(shipped, table) and not getattr(file, table):
            raise Misplaced(table, "no rows, which the shipped file has: add them, each with its source")


def check_regions(file: PackFile, known: Collection[str]) -> None:
    """Every region that is named has a row, and so has the country as a whole. Raises Misplaced."""
    if file.name not in known:
        raise Misplaced("regions", f"no row called {file.name}: it is used where no postal code is known")
    for number, profile in enumerate(file.profiles, 1):
        _check_known(f"profiles, row {number}, field regions", profile.regions, known)
    for number, row in enumerate(file.limitations, 1):
        _check_known(f"limitations, row {number}, field regions", row.regions, known)


def _check_known(place: str, regions: Collection[str] | None, known: Collection[str]) -> None:
    for region in regions or ():
        if region not in known:
            raise Misplaced(place, f"there is no region {region!r}: write one of {', '.join(sorted(known))}")
