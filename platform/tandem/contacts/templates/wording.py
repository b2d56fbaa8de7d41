"""Words that a text to a debtor must not use: those of courts and bailiffs, of authorities, and premium numbers.

An amicable step dressed as a judicial one misleads (C. conso. L121-2; C. pénal 433-13), and a premium number makes the
debtor pay for the call. The words are dated rows in `rules/`.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

from tandem.contacts.templates.lookalikes import Word, mixed, seen, words
from tandem.contacts.templates.rulebook import ForbiddenNumber, rulebooks

_BETWEEN = r"[\s.()_·•-]{0,3}"
# How a text says that a number is there to be called, as it is read (`lookalikes.seen`): a verb, then small words only.
_CALLED = (
    r"\b(?:r?appel(?:ez|er|le)|compos(?:ez|er)|telephon(?:ez|er|e)|tel|(?:re)?joi(?:ndre|gnez)|contact(?:ez|er)|call"
    r"|dial|phone|ring|reach)\b(?:[\s.,:;'’()°-]*\b(?:nous|moi|vous|au|a|le|la|l|un|ce|notre|numero|numeros|court|gratuit"
    r"|n|us|me|back|on|at|the|our|number|short)\b){0,6}[\s.,:;'’()°-]*"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of the text that may not be sent: the rule's name and source, the words as written, and their place."""

    rule: str
    found: str
    source: str
    start: int


def lint(text: str, *, before_identity: str = "", country: str = "FR", on: date) -> list[Finding]:
    """What must go before this text may be sent on that day, in the order of the text; empty when nothing.

    `before_identity` is the beginning of it that is said before it is known who listens.
    """
    found = [*numbers(text, country=country, on=on), *_forbidden(text, country, on)]
    found += _forbidden(before_identity, country, on, before_identity=True)
    found += _signs(text, country, on)
    found += [Finding("mixed_alphabets", word, "Unicode UTS 39", place) for word, place in mixed(text)]
    return sorted(found, key=lambda finding: finding.start)


def numbers(text: str, *, country: str = "FR", on: date) -> list[Finding]:
    """The telephone numbers that may not be given, however they are spaced. No word is looked at."""
    signs = seen(text)
    line = "".join(sign for sign, _ in signs)
    places = [place for _, place in signs]
    found = []
    for row in rulebooks()[country].number:
        if row.holds(on):
            for match in _number(row).finditer(line):
                part = "number" if row.short else 0
                start, end = places[match.start(part)], places[match.end(part) - 1] + 1
                found.append(Finding(row.code, text[start:end], row.source, start))
    return found


def reveals(name: str, *, country: str, on: date) -> bool:
    """Whether the name of an agency tells a stranger that it collects debts."""
    letters = "".join(word.letters for word in words(name))
    rows = (row for row in rulebooks()[country].forbidden if row.in_names and row.holds(on))
    return any(phrase.replace("*", "").replace(" ", "") in letters for row in rows for phrase in row.words)


def says(text: str, phrase: str) -> bool:
    """Whether the text has this phrase, in the notation of the rules."""
    return next(iter(_places(words(text), phrase)), None) is not None


def _forbidden(text: str, country: str, on: date, *, before_identity: bool = False) -> list[Finding]:
    spoken = words(text)
    found: dict[int, Finding] = {}
    for row in rulebooks()[country].forbidden:
        if row.holds(on) and row.before_identity is before_identity:
            for phrase in row.words:
                for start, end in _places(spoken, phrase):
                    longer = found.get(start)
                    if longer is None or len(longer.found) < end - start:
                        found[start] = Finding(row.code, " ".join(text[start:end].split()), row.source, start)
    # "Précontentieux" is one finding, not two: a shorter one inside of a longer one is left out.
    return [
        finding
        for finding in found.values()
        if not any(
            other is not finding and other.start <= finding.start < other.start + len(other.found)
            for other in found.values()
        )
    ]


def _signs(text: str, country: str, on: date) -> list[Finding]:
    """Signs that stand for a court or an authority, wherever they stand."""
    return [
        Finding(row.code, sign, row.source, place)
        for row in rulebooks()[country].forbidden
        if row.holds(on) and not row.before_identity
        for place, sign in enumerate(text)
        if sign in row.signs
    ]


def _places(spoken: list[Word], phrase: str) -> list[tuple[int, int]]:
    """Where a phrase stands. Words are put together first: "h u i s s i e r" and "huis-sier" are one word."""
    ends = list(accumulate(len(word.letters) for word in spoken))
    begins = {end - len(word.letters): number for number, (word, end) in enumerate(zip(spoken, ends, strict=True))}
    line = "".join(word.letters for word in spoken)
    pattern, any_ending, one_more = _squeezed(phrase)
    found = []
    for match in pattern.finditer(line):
        first, last = begins.get(match.start(1)), bisect_left(ends, match.end(1))
        if first is not None and (any_ending or ends[last] == match.end(1)):
            last = min(last + one_more, len(spoken) - 1)
            found.append((spoken[first].start, spoken[last].end))
    return found


@lru_cache(1_000)
def _squeezed(phrase: str) -> tuple[re.Pattern[str], bool, int]:
    """The phrase without its spaces, whether its last word may go on, and how many more words belong to it."""
    one_more = phrase.endswith(" *")
    parts = phrase.removesuffix(" *").split(" ")
    # Inside a phrase a star stands for the ending of a plural.
    inner = "".join(part.removesuffix("*") + ("[a-z]{0,3}?" if part.endswith("*") else "") for part in parts[:-1])
    return re.compile(f"(?=({inner}{parts[-1].removesuffix('*')}))"), parts[-1].endswith("*"), int(one_more)


@lru_cache(100)
def _number(row: ForbiddenNumber) -> re.Pattern[str]:
    if row.abroad is None:
        return _short_number(row)
    national = "|".join(_spaced(start) for start in row.starts)
    abroad = "|".join(_spaced(start.removeprefix("0")) for start in row.starts)
    rest = row.digits - len(row.starts[0])
    prefix = rf"(?:\+|00){_BETWEEN}{_spaced(row.abroad)}{_BETWEEN}(?:\(?0\)?{_BETWEEN})?"
    return re.compile(rf"(?<!\d)(?:(?:{national})|{prefix}(?:{abroad}))(?:{_BETWEEN}\d){{{rest}}}(?!\d)")


def _short_number(row: ForbiddenNumber) -> re.Pattern[str]:
    starts = "|".join(_spaced(start) for start in row.starts)
    rest = row.digits - len(row.starts[0])
    sum_of_money = r"(?![.,]?\d)(?!\s*(?:[€$£%]|eur))"
    return re.compile(
        rf"{_CALLED}(?<!\d)(?P<number>(?:{starts})(?:{_BETWEEN}\d){{{rest}}})(?!{_BETWEEN}\d){sum_of_money}"
    )


def _spaced(digits: str) -> str:
    return _BETWEEN.join("[0o]" if digit == "0" else digit for digit in digits)
