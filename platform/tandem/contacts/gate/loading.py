"""Read a pack file: TOML, checked row by row, then as a whole; whatever is wrong is named by table, row and field."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from tandem.contacts.gate.compiling import compiled
from tandem.contacts.gate.dated import RuleMissing
from tandem.contacts.gate.pack import Pack
from tandem.contacts.gate.pack_checks import Misplaced, check_replaces
from tandem.contacts.gate.rows import PackFile
from tandem.kit.rule_packs import SHIPPED, pack_files

# What would be right, where pydantic says only what is wrong.
_HINTS = {
    "missing": ": add it",
    "extra_forbidden": ": delete it, or correct its name",
    "date_type": ": write a day such as 2026-11-22, without quotes",
    "date_from_datetime_parsing": ": write a day such as 2026-11-22, without quotes",
    "list_type": ': write a list such as ["voice"]',
    "string_too_short": ": write it out",
}
_SEVEN_DAYS, _THIRTY_DAYS = 7, 30
# Local dates differ between zones, and the day that a limit counts to is one of them.
_DAY_OF_ZONES = 2


class PackInvalid(ValueError):
    """A pack file that cannot be used; the message names file, table, row (from 1) and field."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}: {place}: {problem}")


def shipped_pack(name: str) -> Pack:
    """The pack of a country, `<name>.toml`, read once a process. Raises PackInvalid."""
    return _checked_pack(name, pack_files()[name])


@cache
def shipped_rows(name: str) -> str:
    """The rows of a country's pack as one text, JSON: what the hash in its label is made of."""
    return PackFile.model_validate(_content(pack_files()[name])).model_dump_json()


def pack_again(rows: str, label: str) -> Pack:
    """The pack of rows that were kept under a label, to be read and not to judge by: what today's packs must have, a
    row for each rule, older ones need not. Raises PackInvalid for rows that this release cannot read any more.
    """
    try:
        return replace(compiled(PackFile.model_validate_json(rows), complete=False), label=label)
    except (ValidationError, Misplaced) as error:
        raise PackInvalid(label, "kept rows", str(error)) from None


@cache
def _checked_pack(name: str, path: Path) -> Pack:
    pack = load_pack(path)
    if pack.name.lower() != name:
        problem = f"found {pack.name!r}, the file is called for {name.upper()}: let both name the same country"
        raise PackInvalid(f"{name}.toml", "name", problem)
    return pack


def shipped_countries() -> frozenset[str]:
    """The countries that have a pack, in lower case as their files are called."""
    return frozenset(pack_files())


def load_shipped() -> None:
    """Read and check every pack now, so that a process with a wrong one does not start. Raises PackInvalid."""
    for country in sorted(pack_files()):
        shipped_pack(country)


def look_back() -> timedelta:
    """How far back any rule of any pack looks at what was said and sent before: what is older need not be read."""
    return max(look_back_by_country().values())


def look_back_by_country() -> Mapping[str, timedelta]:
    """The same for who is under one country's rules alone, by its code, ISO 3166."""
    files = tuple(sorted(pack_files().items()))
    return {name.upper(): _look_back(name, path) for name, path in files}


@cache
def _look_back(name: str, path: Path) -> timedelta:
    profiles = _checked_pack(name, path).profiles
    cooldowns = [period.value.cooldown_days or 0 for profile in profiles for period in profile.caps.periods]
    elsewhere = [_THIRTY_DAYS for profile in profiles for period in profile.caps.periods if period.value.elsewhere_30d]
    answers = [period.value.reply_hours for profile in profiles for period in profile.answers.periods]
    return timedelta(days=max([_SEVEN_DAYS, *cooldowns, *elsewhere]) + _DAY_OF_ZONES, hours=max(answers, default=0))


def pack_for(country: str, day: date) -> Pack:
    """The pack of a country (ISO 3166, two letters). Raises RuleMissing when none ships: nothing is guessed."""
    if country.lower() not in pack_files():
        raise RuleMissing(f"contacts in {country}, which has no pack", day)
    return shipped_pack(country.lower())


def load_pack(path: Path) -> Pack:
    """Read and check a pack file; one that stands in for a shipped one has at least its rules. Raises PackInvalid."""
    content, shipped = _content(path), SHIPPED / path.name
    pack = pack_of(content, path.name)
    if shipped.exists() and not shipped.samefile(path):
        try:
            check_replaces(PackFile.model_validate(content), PackFile.model_validate(_content(shipped)))
        except Misplaced as error:
            raise PackInvalid(path.name, error.place, error.problem) from None
    return pack


def _content(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackInvalid(path.name, "file", str(error)) from None


def pack_of(content: Mapping[str, object], file: str) -> Pack:
    """Check and compile the content of the pack file called `file`. Raises PackInvalid."""
    try:
        return compiled(PackFile.model_validate(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        hint = _HINTS.get(first["type"], "")
        problem = f"{first['msg']}{hint} (found {str(first['input'])[:80]!r})"
        raise PackInvalid(file, _place(first["loc"]), problem) from None
    except Misplaced as error:
        raise PackInvalid(file, error.place, error.problem) from None


def _place(location: Sequence[str | int]) -> str:
    """`windows, row 3, field start`: rows are counted from 1, as a reader counts them."""
    table, *rest = location
    return ", ".join([str(table), *(f"row {part + 1}" if isinstance(part, int) else f"field {part}" for part in rest)])
