"""Who the debtor of a row is: reference, name, address and contact points."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.placements.company_numbers import company_of, read_company_number
from tandem.placements.contact_points import read_emails, read_phones
from tandem.placements.fields import IDENTITIES, Field
from tandem.placements.questions import Answers, Columns
from tandem.placements.reading import Row
from tandem.placements.row_cells import MAX_REFERENCE, RowCells
from tandem.placements.verdicts import Debtor, Problem, Refusal, Warned
from tandem.placements.words import country_of, language_of_text, phone_place_of, plain

_ABOUT_DEBTOR = (
    Field.DEBTOR_REFERENCE,
    Field.DEBTOR_NAME,
    Field.COMPANY_NUMBER,
    Field.EMAIL,
    Field.PHONE,
    Field.PHONE_PLACE,
    Field.STREET,
    Field.POSTAL_CODE,
    Field.CITY,
    Field.COUNTRY,
    Field.LANGUAGE,
)


@dataclass(frozen=True, slots=True)
class DebtorReading:
    """A debtor and what to warn of, or (with `debtor` None) why the row names none."""

    debtor: Debtor | None
    refusals: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def debtor_reader(columns: Columns, answers: Answers) -> Callable[[Row], DebtorReading]:
    """A function that reads the debtor of a row; rows with the same debtor cells share one reading."""
    indexes = [index for target in _ABOUT_DEBTOR for index in columns.indexes.get(target, ())]
    remembered: dict[tuple[str, ...], DebtorReading] = {}

    def read(row: Row) -> DebtorReading:
        key = tuple([row.cells[index] for index in indexes])
        found = remembered.get(key)
        if found is None:
            found = remembered[key] = _read_debtor(RowCells(columns, answers, row))
        return found

    return read


def _read_debtor(cells: RowCells) -> DebtorReading:
    name = cells.text(Field.DEBTOR_NAME)
    street, postal_code, city = (cells.text(target) for target in (Field.STREET, Field.POSTAL_CODE, Field.CITY))
    country = cells.word(Field.COUNTRY, country_of, cells.answers.country, Refusal.BAD_COUNTRY)
    language = _read_language(cells, country)
    emails, bad_emails = read_emails(cells.joined(Field.EMAIL, " "))
    for email in bad_emails:
        cells.warn(Warned.BAD_EMAIL, Field.EMAIL, email)
    phones, bad_phones = read_phones(cells.joined(Field.PHONE, "\n"), country) if country else ([], [])
    for phone in bad_phones:
        cells.warn(Warned.BAD_PHONE, Field.PHONE, phone, country=country or "")
    place = cells.word(Field.PHONE_PLACE, phone_place_of, None, Refusal.BAD_PHONE_PLACE)
    written = cells.cell(Field.COMPANY_NUMBER)
    company_number = read_company_number(written, country) if written else None
    reference = _read_reference(cells, name, emails, company_number)
    if written and company_number is None:
        cells.warn(Warned.BAD_COMPANY_NUMBER, Field.COMPANY_NUMBER, written)
    if cells.refusals or reference is None or country is None:
        return DebtorReading(None, tuple(cells.refusals), tuple(cells.warnings))
    debtor = Debtor(
        reference,
        name or None,
        company_number,
        tuple(emails),
        tuple(phones),
        street,
        postal_code,
        city,
        country,
        language,
        tuple((phone, place) for phone in phones) if place else (),
    )
    return DebtorReading(debtor, (), tuple(cells.warnings))


def _read_language(cells: RowCells, country: str | None) -> str:
    """The language we write in: the cell's, else the answer, else French in France and English elsewhere."""
    written = cells.cell(Field.LANGUAGE)
    found = language_of_text(written) if written else None
    if written and found is None:
        cells.warn(Warned.UNKNOWN_LANGUAGE, Field.LANGUAGE, written)
    return found or cells.answers.language or ("fr" if country == "FR" else "en")


def _read_reference(cells: RowCells, name: str, emails: list[str], company_number: str | None) -> str | None:
    """What identifies the debtor: the creditor's reference, else the company, else what the answer says."""
    target = next((identity for identity in IDENTITIES if identity in cells.columns.indexes), cells.answers.identity)
    if target is None:
        return None
    if not cells.cell(target):
        cells.refuse(Refusal.MISSING_VALUE, target)
        return None
    if target is Field.DEBTOR_REFERENCE:
        return cells.text(target) or None
    if target is Field.COMPANY_NUMBER:
        found = company_number and company_of(company_number)
    elif target is Field.EMAIL:
        found = emails[0].lower() if emails else None
    else:
        found = plain(name)
    if not found:
        cells.refuse(Refusal.BAD_IDENTITY, target)
    elif len(found) > MAX_REFERENCE:
        cells.refuse(Refusal.TOO_LONG, target, limit=str(MAX_REFERENCE))
    return found or None
