"""From one row as written to a claim, or to everything that is wrong with it at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.kit.money import Money
from tandem.placements.amounts import MAX_MINOR, minor_units, read_amount
from tandem.placements.dates import DateOrder, is_date, read_date
from tandem.placements.debtors import debtor_reader
from tandem.placements.fields import Field
from tandem.placements.questions import Answers, Columns
from tandem.placements.reading import Row, has_breaks, swallowed_lines
from tandem.placements.row_cells import RowCells
from tandem.placements.verdicts import PlacedClaim, Problem, Refusal
from tandem.placements.words import currency_of, nature_of, segment_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim and what to warn of, or (with `claim` None) why the row is no claim."""

    claim: PlacedClaim | None
    refusals: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def row_reader(columns: Columns, answers: Answers) -> Callable[[Row], Reading]:
    """A function that reads one row of these columns.

    A row that was paid is refused as such and for nothing else: there is nothing to correct in it.
    """
    read_debtor = debtor_reader(columns, answers)

    def read(row: Row) -> Reading:
        if broken := _broken(columns, row):
            return Reading(None, (broken,), ())
        cells = RowCells(columns, answers, row)
        if settled := cells.cell(Field.SETTLED_ON):
            if is_date(settled):
                cells.refuse(Refusal.ALREADY_SETTLED, Field.SETTLED_ON)
                return Reading(None, tuple(cells.refusals), ())
            cells.refuse(Refusal.BAD_DATE, Field.SETTLED_ON)
        document_number = cells.text(Field.DOCUMENT_NUMBER, required=True)
        issued_on, due_on = _read_days(cells)
        amount = _read_money(cells)
        segment = cells.word(Field.SEGMENT, segment_of, answers.segment, Refusal.BAD_SEGMENT)
        nature = cells.word(Field.NATURE, nature_of, answers.nature, Refusal.BAD_NATURE)
        description = cells.text(Field.DESCRIPTION)
        found = read_debtor(row)
        refusals = (*cells.refusals, *found.refusals)
        if refusals or not (found.debtor and due_on and amount and segment and nature):
            return Reading(None, refusals, found.warnings)
        claim = PlacedClaim(found.debtor, document_number, issued_on, due_on, amount, segment, nature, description)
        return Reading(claim, (), found.warnings)

    return read


def _broken(columns: Columns, row: Row) -> Problem | None:
    expected = len(columns.table.headers)
    if has_breaks(row) and (lines := swallowed_lines(row, columns.table)):
        return Problem(Refusal.QUOTE_NOT_CLOSED, args={"lines": str(lines)})
    if len(row.cells) != expected:
        return Problem(Refusal.WRONG_NUMBER_OF_CELLS, args={"found": str(len(row.cells)), "expected": str(expected)})
    return None


def _read_days(cells: RowCells) -> tuple[date | None, date | None]:
    issued_on, due_on = _read_day(cells, Field.ISSUED_ON), _read_day(cells, Field.DUE_ON)
    if not cells.cell(Field.DUE_ON):
        cells.refuse(Refusal.MISSING_VALUE, Field.DUE_ON)
    if issued_on and due_on and due_on < issued_on:
        cells.refuse(Refusal.DUE_BEFORE_ISSUE, Field.DUE_ON, issued_on=issued_on.isoformat(), due_on=due_on.isoformat())
    return issued_on, due_on


def _read_day(cells: RowCells, target: Field) -> date | None:
    text = cells.cell(target)
    if not text:
        return None
    found = cells.columns.date_orders[target]
    order: DateOrder | None = cells.answers.date_orders.get(target) if found.ask else found.order
    day = read_date(text, order)
    if day is None:
        cells.refuse(Refusal.BAD_DATE, target)
    return day


def _read_money(cells: RowCells) -> Money | None:
    text = cells.cell(Field.AMOUNT)
    if not text:
        cells.refuse(Refusal.MISSING_VALUE, Field.AMOUNT)
        return None
    found = cells.columns.decimal_sign
    written = read_amount(text, cells.answers.decimal_sign if found.ask else found.sign)
    currency = _read_currency(cells, written.currencies if written else None)
    if written is None:
        cells.refuse(Refusal.BAD_AMOUNT, Field.AMOUNT)
    if written is None or currency is None:
        return None
    minor = minor_units(written.value, currency)
    if minor is None:
        cells.refuse(Refusal.TOO_MANY_DECIMALS, Field.AMOUNT, currency=currency)
    elif minor <= 0 or minor > MAX_MINOR:
        cells.refuse(_unplaceable(written.value), Field.AMOUNT)
    else:
        return Money(minor, currency)
    return None


def _unplaceable(value: Decimal) -> Refusal:
    if value > 0:
        return Refusal.BAD_AMOUNT
    return Refusal.ZERO_AMOUNT if value == 0 else Refusal.NEGATIVE_AMOUNT


def _read_currency(cells: RowCells, beside_amount: frozenset[str] | None) -> str | None:
    """The currency cell, else the one named beside the amount, else the answer; what the amount names must agree."""
    text = cells.cell(Field.CURRENCY)
    if text:
        currency = currency_of(text)
        if currency is None:
            cells.refuse(Refusal.BAD_CURRENCY, Field.CURRENCY)
            return None
    elif beside_amount and len(beside_amount) == 1:
        return next(iter(beside_amount))
    else:
        currency = cells.answers.currency
    if currency and beside_amount and currency not in beside_amount:
        cells.refuse(Refusal.CURRENCY_DIFFERS, Field.AMOUNT, currency=currency)
        return None
    return currency
