"""What lies beside a run's letters: the index as CSV, and the cover page that goes on top of the pile."""

import csv
import io
from datetime import datetime
from pathlib import Path

import orjson
import typst

from tandem.contacts.places import LEGAL_ZONE
from tandem.contacts.post.runs import LetterStand, PrintRun, RunLetter
from tandem.contacts.post.weighing import envelope_of, grams_of
from tandem.kit import texts
from tandem.kit.written import written_day

COVER = Path(__file__).with_name("cover.typ")
_PREFIX = "print_run."
# What a spreadsheet would run as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLUMNS = (
    "place", "reference", "recipient", "address", "creditor", "pages", "first_page", "service", "tracking", "stand",
    "posted_on", "weight", "envelope",
)  # fmt: skip
_ON_COVER = ("place", "reference", "recipient", "pages", "envelope", "service", "stand")


def index_csv(letters: list[RunLetter], locale: str, *, duplex: bool) -> bytes:
    """All letters of a run, a line each: CSV that opens in a spreadsheet, as UTF-8 with byte order mark and semicolons.

    What each weighs is told for its postage, and the envelope that holds it; `duplex`: printed on both sides. No cell
    can run as a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(texts.render(f"print_run.column.{column}", locale) for column in _COLUMNS)
    for letter in letters:
        cells = (
            str(letter.place),
            letter.reference,
            letter.recipient,
            ", ".join(letter.address.splitlines()),
            letter.creditor,
            str(letter.pages or ""),
            str(letter.first_page or ""),
            texts.render(f"postal_service.{letter.service}", locale),
            letter.tracking_number or "",
            texts.render(f"print_run.stand.{letter.stand}", locale),
            letter.posted_on.isoformat() if letter.posted_on else "",
            str(grams_of(letter.pages, duplex=duplex)) if letter.pages else "",
            _envelope(letter, locale, duplex=duplex),
        )
        writer.writerow("'" + cell if cell.startswith(_FORMULA_STARTS) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def cover_page(agency: str, run: PrintRun, letters: list[RunLetter], locale: str) -> bytes:
    """The PDF that goes on top: which run, which printing and why, and its letters. About half a second of computing
    for a thousand letters: run it in a thread.
    """
    say = {key.removeprefix(_PREFIX): text for key, text in texts.catalogue(locale).items() if key.startswith(_PREFIX)}
    last = run.printings[-1]
    page = {
        "language": locale,
        "agency": agency,
        "title": say["cover.title"].format(number=run.number),
        "printing": say["cover.printing"].format(
            printing=last.number, at=_instant(last.printed_at, locale), by=last.printed_by
        ),
        "reprint": say["cover.reprint"] if last.number > 1 else "",
        "facts": [
            *([[say["cover.reason"], last.reason]] if last.reason else []),
            [say["cover.made"], say["cover.made_by"].format(at=_instant(run.made_at, locale), by=run.asked_by)],
            [say["cover.letters"], str(sum(letter.stand is not LetterStand.TAKEN_OUT for letter in letters))],
            [say["cover.pages"], str(run.pages)],
            [say["cover.sides"], say["cover.duplex" if run.duplex else "cover.simplex"]],
            [say["cover.sha256"], run.sha256 or ""],
        ],
        "columns": [say[f"column.{name}"] for name in _ON_COVER],
        "letters": [
            [
                str(letter.place),
                letter.reference,
                letter.recipient,
                str(letter.pages or "–"),
                _envelope(letter, locale, duplex=run.duplex) or "–",
                texts.render(f"postal_service.{letter.service}", locale),
                texts.render(f"print_run.stand.{letter.stand}", locale),
            ]
            for letter in letters
        ],
    }
    return bytes(
        typst.compile(
            COVER, root=COVER.parent, ignore_system_fonts=True, sys_inputs={"page": orjson.dumps(page).decode()}
        )
    )


def _envelope(letter: RunLetter, locale: str, *, duplex: bool) -> str:
    return texts.render(f"envelope.{envelope_of(letter.pages, duplex=duplex)}", locale) if letter.pages else ""


def _instant(at: datetime | None, locale: str) -> str:
    if at is None:
        return ""
    local = at.astimezone(LEGAL_ZONE)
    return f"{written_day(local.date(), locale)}, {local:%H:%M}"
