"""What is wrong with words before they are saved: each problem with its line, its rule, and what would be right."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.by_machine import before_identity, key_problems
from tandem.contacts.templates.markup import Gap, gaps, variables_in, without_gaps
from tandem.contacts.templates.recalling import OWED_ANYWAY, RECALLS, recalling_lines_left_out
from tandem.contacts.templates.rulebook import Required, laws, rulebooks
from tandem.contacts.templates.template import Wording
from tandem.contacts.templates.variables import nearest, variables
from tandem.contacts.templates.vocabulary import BY_MACHINE, LANGUAGES, READY_REPLIES, Form
from tandem.contacts.templates.wording import Finding, lint, says
from tandem.kit import texts
from tandem.kit.errors import InvalidInput

Part = Literal["text", "subject"]
LONGEST = {  # characters
    Form.SMS: 1_000,
    Form.EMAIL: 20_000,
    Form.LETTER: 20_000,
    Form.SCRIPT: 20_000,
    # Said aloud: two minutes, and what a machine records.
    Form.MESSAGE: 2_000,
    Form.VOICEMAIL: 300,
    Form.SMS_REPLY: 1_000,
    Form.EMAIL_REPLY: 10_000,
}
LONGEST_SUBJECT = 200
ON_FILE = ("phone", "email", "discreet_name")
_NUMBER_BY_LANGUAGE = {
    # How the other language writes an amount: €1,234.56 in a French text, 1 234,56 € in an English one.
    "fr": re.compile(r"[€$£]\s?\d[\d,.]*|\b\d{1,3}(?:,\d{3})+\.\d{2}\b"),
    "en": re.compile(r"\b\d[\d\s\u00a0\u202f.]*,\d{2}\s?€"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why words may not be saved. `line` counts from 1; 0 where something is missing altogether.

    `variable` is the one it is about, `nearest` the one that was probably meant, `source` the rule's.
    """

    code: str
    part: Part = "text"
    line: int = 0
    variable: str | None = None
    nearest: str | None = None
    source: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    def message(self, locale: str) -> str:
        """What is wrong and what to do, in the author's language."""
        known = {"variable": self.variable or "", "nearest": self.nearest or "", "source": self.source or ""}
        key = f"{self.code}.nearest" if self.code == "unknown_variable" and self.nearest else self.code
        return texts.render(f"template.problem.{key}", locale, **known, **self.arguments)


def problems(wording: Wording, *, on: date, on_file: Collection[str] = ON_FILE) -> list[Problem]:
    """All that is wrong, in the order of the text; empty when the words may be saved.

    `on` is the day whose rules apply, `on_file` what the agency has entered of itself, and whether its name tells no
    stranger that it collects debts.
    """
    found = list(_whole(wording))
    for part, text in _parts(wording):
        found += _gaps(wording, part, text, on_file)
        found += _said(wording, part, text, on)
        found += _formats(wording, part, text)
    found += _by_machine(wording)
    found += _recalls(wording)
    found += _missing(wording, on)
    return sorted(found, key=lambda problem: (problem.line == 0, problem.part == "text", problem.line))


def may_leave(wording: Wording, day: date, to: str) -> bool:
    """Whether no rule of the day forbids these words to somebody in the country `to`, whichever law they are written
    under: asked for each message that leaves, answered once a day.
    """
    return not problems_on(wording, day) and may_be_said(wording, day, to)


@lru_cache(1_000)
def problems_on(wording: Wording, day: date) -> tuple[Problem, ...]:
    """What the rules of the day have against words that were approved before."""
    return tuple(problems(wording, on=day))


@lru_cache(1_000)
def may_be_said(wording: Wording, day: date, to: str) -> bool:
    """Whether the country `to` forbids none of these words; True where no rules for words are known."""
    if to == wording.country or to not in rulebooks():
        return True
    return not any(_findings(wording, part, text, to, day) for part, text in _parts(wording))


def require_known(wording: Wording) -> None:
    """Raise InvalidInput for a language that nothing is written in, or a country without rules for words."""
    if wording.language not in LANGUAGES:
        raise InvalidInput("language", wording.language, "template_language")
    if wording.country not in laws():
        raise InvalidInput("country", wording.country, "template_country")


def _parts(wording: Wording) -> Iterator[tuple[Part, str]]:
    if wording.subject is not None:
        yield "subject", wording.subject
    yield "text", wording.text


def _whole(wording: Wording) -> Iterator[Problem]:
    if not wording.text.strip():
        yield Problem("text_missing")
    if len(wording.text) > LONGEST[wording.form]:
        yield Problem("text_too_long", arguments={"longest": str(LONGEST[wording.form])})
    if wording.form.has_subject and not (wording.subject or "").strip():
        yield Problem("subject_missing", part="subject")
    if not wording.form.has_subject and wording.subject is not None:
        yield Problem("subject_unused", part="subject")
    if wording.subject is not None and (len(wording.subject) > LONGEST_SUBJECT or "\n" in wording.subject.strip()):
        yield Problem("subject_too_long", part="subject", arguments={"longest": str(LONGEST_SUBJECT)})
    for language in LANGUAGES:
        if not wording.titles.get(language, "").strip():
            yield Problem(f"title_missing_{language}")
    if wording.one_way_sender and wording.form is not Form.SMS:
        yield Problem("sender_unused")
    if wording.form in BY_MACHINE and wording.purpose is not Purpose.DEMAND:
        yield Problem("purpose_unsaid")
    if wording.form in READY_REPLIES and wording.purpose is not Purpose.REPLY:
        yield Problem("reply_answers")


def _gaps(wording: Wording, part: Part, text: str, on_file: Collection[str]) -> Iterator[Problem]:
    for gap in gaps(text):
        if gap.name is None:
            yield Problem("brace", part, gap.line)
        elif problem := _gap(wording, part, text, gap, gap.name, on_file):
            yield problem


def _gap(wording: Wording, part: Part, text: str, gap: Gap, name: str, on_file: Collection[str]) -> Problem | None:
    variable = variables().get(name)
    if variable is None:
        plain = re.split(r"[:!.\[]", name.strip(), maxsplit=1)[0].strip()
        if plain in variables() and plain != name:
            return Problem("formatted_variable", part, gap.line, name, plain, arguments={"language": wording.language})
        return Problem("unknown_variable", part, gap.line, name, nearest(name))
    if wording.form not in variable.forms:
        return Problem("empty_in_form", part, gap.line, name)
    if wording.purpose not in variable.purposes:
        return Problem("empty_for_purpose", part, gap.line, name)
    if variable.on_file and variable.on_file not in on_file:
        return Problem(f"not_on_file_{variable.on_file}", part, gap.line, name)
    if wording.form is Form.VOICEMAIL and name == "agency_name" and "discreet_name" not in on_file:
        return Problem("name_reveals", part, gap.line, name)
    first = before_identity(wording.form, text)
    said_first = gap.line <= first.count("\n") + 1 and name in variables_in(first)
    if said_first and wording.form not in variable.before_identity:
        return Problem("said_to_anybody", part, gap.line, name)
    return None


def _by_machine(wording: Wording) -> Iterator[Problem]:
    """What a message must say so that whoever hears it can answer, and that nothing else is asked of them."""
    for code, key, line in key_problems(wording):
        yield Problem(code, line=line, arguments={"key": key})
    if wording.form is Form.MESSAGE and "debtor_name" not in variables_in(before_identity(wording.form, wording.text)):
        yield Problem("person_unnamed", variable="debtor_name")


def _recalls(wording: Wording) -> Iterator[Problem]:
    """What is owed anyway leaves without the line that recalls the opening letter if none was posted: it is alone."""
    if wording.purpose not in OWED_ANYWAY:
        return
    for part, text in _parts(wording):
        for number, line in enumerate(text.splitlines(), start=1):
            named = variables_in(line)
            if named & RECALLS and (part == "subject" or named - RECALLS):
                yield Problem("letter_recalled_alone", part, number, variable=min(named & RECALLS))


def _said(wording: Wording, part: Part, text: str, on: date) -> Iterator[Problem]:
    for finding in _findings(wording, part, text, wording.country, on):
        line = text.count("\n", 0, finding.start) + 1
        yield Problem(finding.rule, part, line, source=finding.source, arguments={"found": finding.found})


def _findings(wording: Wording, part: Part, text: str, country: str, on: date) -> list[Finding]:
    first = before_identity(wording.form, text) if part == "text" else ""
    return lint(text, before_identity=without_gaps(first), country=country, on=on)


def _formats(wording: Wording, part: Part, text: str) -> Iterator[Problem]:
    """Amounts and days written by hand as readers of the other language write them."""
    for pattern, variable in ((_NUMBER_BY_LANGUAGE[wording.language], "amount_due"), (_days(wording.language), None)):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            told = {"found": match.group().strip()}
            yield Problem("language_format", part, line, nearest=variable or "today", arguments=told)


@cache
def _days(language: str) -> re.Pattern[str]:
    """Days with a month of the other language, unless the word is one of this language too."""
    other = "en" if language == "fr" else "fr"
    own = {name.lower() for name in Locale(language).months["format"]["wide"].values()}
    months = "|".join(name for name in Locale(other).months["format"]["wide"].values() if name.lower() not in own)
    return re.compile(rf"\b(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{months})|(?:{months})\s+\d{{1,2}},)", re.IGNORECASE)


def _missing(wording: Wording, on: date) -> Iterator[Problem]:
    book = rulebooks()[wording.country]
    if book.first_reminder_only is not (wording.purpose is Purpose.FIRST_REMINDER):
        yield Problem("first_reminder_law")
    for refused in book.refused_form:
        if refused.holds(on) and wording.form in refused.forms:
            yield Problem(refused.code, source=refused.source)
    for row in book.required:
        if row.holds(on) and _asks(row, wording):
            yield from _unmet(row, wording)


def _asks(row: Required, wording: Wording) -> bool:
    sender = "one_way" if wording.one_way_sender else "two_way"
    return wording.form in row.forms and wording.purpose in row.purposes and row.sender in (None, sender)


def _unmet(row: Required, wording: Wording) -> Iterator[Problem]:
    named = wording.variables
    for name in row.variables:
        if name not in named:
            yield Problem(row.code, variable=name, source=row.source)
    phrases = row.one_of.get(wording.language, ())
    wanted = bool(row.any_variable or phrases)
    text = recalling_lines_left_out(wording.text, {}) if wording.purpose in OWED_ANYWAY else wording.text
    if wanted and not named & set(row.any_variable) and not any(says(text, phrase) for phrase in phrases):
        told = {"phrase": phrases[0] if phrases else ""}
        yield Problem(row.code, variable=next(iter(row.any_variable), None), source=row.source, arguments=told)
