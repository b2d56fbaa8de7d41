"""Taking one debtor's rows out of a placement file that holds many: found by what identifies them, then left blank."""

import csv
import io
from collections.abc import Callable, Collection, Mapping

from tandem.placements.company_numbers import company_of
from tandem.placements.contact_points import read_emails
from tandem.placements.decoding import decode
from tandem.placements.fields import IDENTITIES, IDENTITIES_TO_ASK, Field
from tandem.placements.reading import delimiter_of, read_table
from tandem.placements.words import plain


def lines_naming(data: bytes, mapping: Mapping[str, str], identity: str | None, reference: str) -> list[int]:
    """The lines (as `Row.line` counts) whose identifying cell makes this reference, read as `debtors.py` reads it.

    `mapping` is as a batch keeps it: index to field. `identity` is the answer to who the debtor is, when asked.
    Refused rows are found too. Where nothing is mapped yet, any cell that could be the reference is taken for it: no
    case file comes of such a file. Raises what `read_table` raises.
    """
    order = [field.value for field in IDENTITIES] + ([identity] if identity else [])
    order += [field.value for field in IDENTITIES_TO_ASK]
    target = next((name for name in order if name in mapping.values()), None)
    rows = read_table(data).rows
    if target is None:
        return [row.line for row in rows if any(reference in _readings(cell) for cell in row.cells)]
    columns = sorted(int(index) for index, name in mapping.items() if name == target)
    read = _READ[Field(target)]
    # A row may have too few cells.
    cells = ((row.line, [row.cells[index] for index in columns if index < len(row.cells)]) for row in rows)
    return [line for line, texts in cells if read(" ".join(texts)) == reference]


def without_records(data: bytes, lines: Collection[int]) -> bytes:
    """The same file with these lines blank, so that every other row keeps its line; encoding and separator stay.

    Gives `data` itself back when all of them are blank already.
    """
    text, encoding = decode(data)
    delimiter = delimiter_of(text)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not any(record for line, record in enumerate(records, start=1) if line in lines):
        return data
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    for line, record in enumerate(records, start=1):
        writer.writerow([] if line in lines else record)
    return written.getvalue().encode(encoding)


def _text(text: str) -> str:
    return " ".join(text.split())


def _email(text: str) -> str:
    found, _ = read_emails(text)
    return (found[0] if found else text.strip()).lower()


# What each identity makes a debtor's reference of; only a company's number is cut.
_READ: Mapping[Field, Callable[[str], str]] = {
    Field.DEBTOR_REFERENCE: _text,
    Field.COMPANY_NUMBER: company_of,
    Field.DEBTOR_NAME: plain,
    Field.EMAIL: _email,
}


def _readings(text: str) -> set[str]:
    return {read(text) for read in _READ.values()}
