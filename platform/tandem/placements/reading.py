"""From the bytes of a CSV file to a table: header, rows, and the line each row stands on."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.placements.decoding import decode
from tandem.placements.errors import (
    EmptyFile,
    NoHeader,
    NoRows,
    OneColumn,
    QuoteNeverClosed,
    TooManyColumns,
    TooManyRows,
)

MAX_ROWS = 100_000
MAX_COLUMNS = 200
_DELIMITERS = ";,\t|"
_SAMPLE = 50

# A spreadsheet runs a cell that begins with one of these; our own files disarm it with an apostrophe.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_DISARMED = tuple("'" + start for start in FORMULA_STARTS)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written. `line` counts rows as a spreadsheet shows them: title and blank lines included, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written: cells are trimmed text. Headers are unique and never empty; a row may have too few cells."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str

    def column(self, header: str) -> list[str]:
        """The cells of one column that are not empty, from top to bottom. Raises ValueError for an unknown header."""
        index = self.headers.index(header)
        return [row.cells[index] for row in self.rows if len(row.cells) > index and row.cells[index]]


def read_table(data: bytes, *, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> Table:
    """Read a CSV file: any usual encoding, separator and quoting, cells with line breaks, title lines above the header.

    Raises EmptyFile, NotText, SpreadsheetFile, MixedEncodings, QuoteNeverClosed, NoHeader, OneColumn, NoRows,
    TooManyColumns, TooManyRows.
    """
    text, encoding = decode(data)
    text = unicodedata.normalize("NFC", text)  # Mac exports write an accent as a character of its own
    if not text.strip():
        raise EmptyFile
    delimiter = delimiter_of(text)
    titles = _title_lines(text, delimiter)
    headers: list[str] = []
    rows: list[Row] = []
    for line, cells in _records(text, delimiter):
        if line <= titles or not any(cells):
            continue
        if not headers:
            headers = _headers(cells, max_columns)
            continue
        if len(rows) == max_rows:
            raise TooManyRows(limit=max_rows)
        rows.append(Row(line, _fitted(cells, len(headers))))
    if not rows:
        raise NoRows
    return Table(tuple(headers), tuple(rows), encoding, delimiter)


def delimiter_of(text: str) -> str:
    """The separator of a file: as its first line tells, else as its lines are cut. Raises OneColumn."""
    told = text[:6].lower().startswith("sep=")
    return text[4] if told and text[4:5] in tuple(_DELIMITERS) else _delimiter_of(text)


def has_breaks(row: Row) -> bool:
    """True when some cell holds a line break."""
    written = " ".join(row.cells)
    return "\n" in written or "\r" in written


def swallowed_lines(row: Row, table: Table) -> int:
    """How many lines of the file a forgotten quotation mark drew into this row; 0 for honest line breaks."""
    separators = len(table.headers) - 1
    return sum(
        1
        for cell in row.cells
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()[1:]
        if line.count(table.delimiter) >= separators
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, trimmed; blank ones included. Raises QuoteNeverClosed with the line it began on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    began = ended = record = 0
    try:
        for cells in reader:
            began, ended = ended + 1, reader.line_num
            record += 1
            yield record, [_armed(cell) for cell in map(str.strip, cells)]
    except csv.Error:
        # A cell longer than the csv module's limit of 128 KiB: nobody writes one on purpose.
        raise QuoteNeverClosed(line=ended + 1) from None
    if not _is_closed(text, began, delimiter):
        raise QuoteNeverClosed(line=began)


def _is_closed(text: str, began: int, delimiter: str) -> bool:
    """False when the last record, which began on this line, reaches the end of the text inside a quotation."""
    lines = io.StringIO(text, newline="").readlines()
    try:
        list(csv.reader(lines[began - 1 :], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" not in str(error)
    return True


def _armed(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell.startswith(_DISARMED) else cell


def _delimiter_of(text: str) -> str:
    """The separator that cuts the most lines into the same columns, counted by cut: decimal commas make fewer."""

    def cuts(delimiter: str) -> int:
        widths = Counter(map(len, _sample(text, delimiter)))
        return max((width - 1) * lines for width, lines in widths.items())

    best = max(_DELIMITERS, key=cuts)
    if cuts(best) == 0:
        raise OneColumn
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first lines with something on them, cut by this separator."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(cells)
            if len(found) == _SAMPLE:
                break
    except csv.Error:
        pass  # the full reading names the line
    return found or [[]]


def _title_lines(text: str, delimiter: str) -> int:
    """How many records stand above the header: exports often begin with a title, a date, a company name."""
    widths = Counter(sum(map(bool, cells)) for cells in _sample(text, delimiter))
    usual = max(widths, key=lambda width: (widths[width], width))
    return next(
        (line - 1 for line, cells in _records(text, delimiter) if sum(map(bool, cells)) >= max(2, usual / 2)), 0
    )


def _headers(cells: list[str], limit: int) -> list[str]:
    """Unique names; a column without one is called by its position. Raises NoHeader, TooManyColumns."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > limit:
        raise TooManyColumns(found=len(cells), limit=limit)
    if len(cells) < 2:
        raise OneColumn
    if any(_is_data(cell) for cell in cells):
        raise NoHeader
    seen: set[str] = set()
    headers: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"#{position}"
        copy = 1
        unique = name
        while unique in seen:
            copy += 1
            unique = f"{name} ({copy})"
        seen.add(unique)
        headers.append(unique)
    return headers


def _is_data(cell: str) -> bool:
    """True for what no column is called: an address, an amount, a date (digits and punctuation only)."""
    return "@" in cell or (any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell)) and "#" not in cell)


def _fitted(cells: list[str], width: int) -> tuple[str, ...]:
    """Without the empty cells that trailing separators add."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return tuple(cells)
