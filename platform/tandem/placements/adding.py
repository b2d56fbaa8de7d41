"""Claims and contact points of a placement, set-based."""

from collections.abc import Container, Iterator, Sequence
from uuid import UUID

from babel.core import Locale

from tandem.casefiles.events import ContactPointAdded
from tandem.casefiles.models import ContactPlace, ContactPointKind
from tandem.casefiles.wishes import recall_wishes
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.models import Organization
from tandem.placements.checking import last_day_reader
from tandem.placements.files import in_thread
from tandem.placements.models import PlacementBatch
from tandem.placements.opening import CaseOfDebtor
from tandem.placements.verdicts import Debtor
from tandem.timeline.bulk import Happened

_LONGEST = 500  # characters of a contact point


async def add_claims(batch: PlacementBatch, cases: Sequence[CaseOfDebtor], payee: str) -> None:
    """Write the claims; what is owed of each is then the ledger's."""
    country = (await Organization.get(id=batch.creditor_id)).country
    records = await in_thread(lambda: _claims(batch, cases, payee, country))
    await database.insert_many("claims", _CLAIM, records)


def _claims(batch: PlacementBatch, cases: Sequence[CaseOfDebtor], payee: str, country: str) -> list[tuple[object, ...]]:
    last_day = last_day_reader(country)
    return [
        (
            new_id(),
            case.agency_id,
            case.creditor_id,
            case.id,
            case.mandate_id,
            case.debtor_id,
            batch.id,
            claim.document_number,
            claim.description or None,
            claim.issued_on,
            claim.due_on,
            claim.segment,
            claim.nature,
            payee,
            claim.amount.currency,
            claim.amount.minor,
            *(0, 0, 0, 0),
            claim.amount.minor,
            last_day(claim),
        )
        for case in cases
        for claim in case.claims
    ]


async def add_contact_points(cases: Sequence[CaseOfDebtor]) -> list[Happened]:
    """Write contact points that a party does not have; those new to an open case file are events of it."""
    known = {
        (row["party_id"], row["kind"], row["value"])
        for row in await database.rows(
            "SELECT party_id, kind, value FROM contact_points WHERE case_file_id = ANY ($1::uuid[])",
            [case.id for case in cases if not case.is_new],
        )
    }
    records, happened = await in_thread(lambda: _new_contact_points(cases, known))
    await database.insert_many("contact_points", _CONTACT_POINT, records)
    if cases:
        await recall_wishes(cases[0].agency_id, {str(record[_VALUE]) for record in records})
    return happened


def _new_contact_points(
    cases: Sequence[CaseOfDebtor], known: Container[tuple[UUID, str, str]]
) -> tuple[list[tuple[object, ...]], list[Happened]]:
    now = clock.now()
    records: list[tuple[object, ...]] = []
    happened: list[Happened] = []
    for case in cases:
        for kind, value, place in _contact_points(case.debtor):
            if (case.party_id, kind.value, value) in known:
                continue
            of_case = (case.agency_id, case.creditor_id, case.id, case.party_id)
            records.append((new_id(), *of_case, kind.value, value, place, now))
            if not case.is_new:
                happened.append((case, ContactPointAdded(kind, value=value)))
    return records, happened


def _contact_points(debtor: Debtor) -> Iterator[tuple[ContactPointKind, str, str]]:
    """Kind, value, and where it reaches somebody: of numbers alone a file may say so."""
    unknown = ContactPlace.UNKNOWN.value
    for phone in debtor.phones:
        yield ContactPointKind.PHONE, phone, debtor.place_of(phone)
    # Two writings of one address, alike but for capitals, are one.
    for email in dict.fromkeys(email.lower() for email in debtor.emails):
        yield ContactPointKind.EMAIL, email, unknown
    if address := postal_address(debtor):
        yield ContactPointKind.POSTAL, address, unknown


def postal_address(debtor: Debtor) -> str | None:
    """The lines of an envelope: name, street, postal code and city, country when it is not France.

    None without a town: no letter would arrive.
    """
    town = " ".join(filter(None, (debtor.postal_code, debtor.city)))
    if not town:
        return None
    country = str(Locale("fr").territories[debtor.country]).upper() if debtor.country != "FR" else ""
    rest = "\n".join(filter(None, (debtor.street, town, country)))
    return f"{debtor.display_name[: _LONGEST - len(rest) - 1]}\n{rest}"


_CLAIM = {
    "id": "uuid",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "case_file_id": "uuid",
    "mandate_id": "uuid",
    "debtor_id": "uuid",
    "batch_id": "uuid",
    "document_number": "text",
    "description": "text",
    "issued_on": "date",
    "due_on": "date",
    "segment": "text",
    "nature": "text",
    "payee": "text",
    "currency": "text",
    "principal": "bigint",
    "interest": "bigint",
    "indemnities": "bigint",
    "accessories": "bigint",
    "paid": "bigint",
    "outstanding": "bigint",
    "last_day": "date",
}
_VALUE = 6  # where the address stands among these
_CONTACT_POINT = {
    "id": "uuid",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "case_file_id": "uuid",
    "party_id": "uuid",
    "kind": "text",
    "value": "text",
    "place": "text",
    "created_at": "timestamptz",
}
