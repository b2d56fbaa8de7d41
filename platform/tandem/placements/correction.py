"""The file of refused rows that a creditor corrects and places again."""

import csv
import io
from collections.abc import Iterable

from tandem.kit import texts
from tandem.placements.reading import FORMULA_STARTS, Table
from tandem.placements.verdicts import DryRun, Problem
from tandem.placements.wording import what_is_wrong, what_would_be_right

_ADDED = ("placement.correction.reason", "placement.correction.right")


def correction_file(table: Table, verdicts: DryRun, locale: str) -> bytes:
    """The refused rows as written, with what is wrong and what would be right: CSV that opens in a spreadsheet.

    UTF-8 with byte order mark and semicolons. No cell can run as a formula. The two added columns come last; they are
    ignored when the file is placed again, and replaced when it is corrected again.
    """
    refused = {row.line: row.refusals for row in verdicts.rows if row.refusals}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    ours = {texts.render(key, language) for key in _ADDED for language in texts.LOCALES}
    theirs = [index for index, header in enumerate(table.headers) if header not in ours]
    writer.writerow(
        _disarmed([table.headers[index] for index in theirs] + [texts.render(key, locale) for key in _ADDED])
    )
    for row in table.rows:
        if problems := refused.get(row.line):
            # A row with too many cells keeps them all; its explanation then stands further to the right.
            cells = [row.cells[index] if index < len(row.cells) else "" for index in theirs]
            writer.writerow(_disarmed([*cells, *row.cells[len(table.headers) :], *_explained(problems, locale)]))
    return text.getvalue().encode("utf-8-sig")


def _explained(problems: tuple[Problem, ...], locale: str) -> tuple[str, str]:
    reasons = dict.fromkeys(what_is_wrong(problem, locale) for problem in problems)
    corrections = dict.fromkeys(what_would_be_right(problem, locale) for problem in problems)
    return " ".join(reasons), " ".join(corrections)


def _disarmed(cells: Iterable[str]) -> list[str]:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text, and is taken off when read back."""
    return ["'" + cell if cell.startswith(FORMULA_STARTS) else cell for cell in cells]
