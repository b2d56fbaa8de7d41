"""Taking one debtor's rows out of a placement file that holds many: found by what identifies them, then left blank."""

import csv
import io
from collections.abc import Collection, Mapping

from tandem.placements.decoding import decode
from tandem.placements.fields import IDENTITIES, IDENTITIES_TO_ASK
from tandem.placements.reading import Row, delimiter_of, read_table
from tandem.placements.words import plain


def lines_naming(data: bytes, mapping: Mapping[str, str], identity: str | None, reference: str) -> list[int]:
    """The lines (as `Row.line` counts) whose identifying cell is `reference`; any cell where nothing is mapped yet.

    `mapping` is as a batch keeps it: index to field. `identity` is the answer to who the debtor is, when asked.
    Refused rows are found too. Raises what `read_table` raises.
    """
    order = [field.value for field in IDENTITIES] + ([identity] if identity else [])
    order += [field.value for field in IDENTITIES_TO_ASK]
    column = next((int(index) for field in order for index, name in mapping.items() if name == field), None)
    wanted = _forms(reference)
    return [row.line for row in read_table(data).rows if wanted & _forms_of(row, column)]


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


def _forms_of(row: Row, column: int | None) -> set[str]:
    cells = row.cells if column is None else row.cells[column : column + 1]
    return {form for cell in cells for form in _forms(cell)}


def _forms(text: str) -> set[str]:
    """A reference in the writings that one debtor's cells may have: as told apart by `debtors.py`."""
    digits = "".join(filter(str.isdigit, text))
    # Two establishments (SIRET) of one company (SIREN) are one debtor.
    forms = {plain(text), text.strip().lower(), digits[:9] if len(digits) in (9, 14) else ""}
    return forms - {""}
