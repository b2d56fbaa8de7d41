"""A collector's own words, which an approved text frames: what is wrong with them before they leave."""

from collections.abc import Iterator
from datetime import date

from tandem.contacts.templates.checking import Problem
from tandem.contacts.templates.rulebook import rulebooks
from tandem.contacts.templates.template import Rendered, Wording
from tandem.contacts.templates.vocabulary import Form
from tandem.contacts.templates.wording import lint

WORDS = "words"
"""The variable of a frame: what names it leaves as an answer only."""
LONGEST_WORDS = {Form.SMS: 1_000, Form.EMAIL: 10_000}  # characters
LONGEST_SMS = 1_600
"""Characters of a whole text message, frame and all: Twilio refuses more (21617)."""


def tidied(words: str) -> str:
    """Words as they are kept: without blank ends, with one kind of line break."""
    return "\n".join(words.strip().splitlines())


def problems_of(words: str, frame: Wording, *, to: str, on: date) -> list[Problem]:
    """What may not leave so: empty, too long, or forbidden by the law of the frame or of the country `to`, where the
    reader is. The language is the collector's affair.
    """
    found = list(_whole(words, frame))
    said: dict[tuple[int, str], Problem] = {}
    for country in dict.fromkeys((frame.country, to)):
        if country in rulebooks():
            for problem in _forbidden(words, country, on):
                said.setdefault((problem.line, problem.arguments["found"]), problem)
    return found + sorted(said.values(), key=lambda problem: problem.line)


def overlong(words: str, frame: Wording, rendered: Rendered) -> list[Problem]:
    """The problem of a text message that is too long once its words are framed."""
    over = len(rendered.text) - LONGEST_SMS if frame.form is Form.SMS else 0
    return [_too_long(len(words) - over)] if over > 0 else []


def _whole(words: str, frame: Wording) -> Iterator[Problem]:
    if not words.strip():
        yield Problem("words_missing")
    if len(words) > LONGEST_WORDS[frame.form]:
        yield _too_long(LONGEST_WORDS[frame.form])


def _too_long(longest: int) -> Problem:
    return Problem("words_too_long", arguments={"longest": str(max(0, longest))})


def _forbidden(words: str, country: str, on: date) -> Iterator[Problem]:
    for finding in lint(words, country=country, on=on):
        line = words.count("\n", 0, finding.start) + 1
        yield Problem(finding.rule, "text", line, source=finding.source, arguments={"found": finding.found})
