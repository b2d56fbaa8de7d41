"""Entering a fact that stops contact, and ending it. Waiting contacts are judged again at once, on every case of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import CaseFile, Party
from tandem.casefiles.regating import look_around_again
from tandem.contacts.events import StopFactEnded, StopFactRecorded
from tandem.contacts.stops.errors import StopFactEndedAlready, StopFactInForce, StopFactNotFound, StopFactOfOtherSide
from tandem.contacts.stops.kinds import AT_AN_ADDRESS, BRITISH, StopKind
from tandem.contacts.stops.reading import StopFact, fact_by_id, may_end
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

SOURCE, REPRESENTATIVE = 1_000, 500  # characters


@dataclass(frozen=True, slots=True)
class NewStop:
    """What a person enters. `source` says where it is known from; `representative` who acts for the person."""

    kind: StopKind
    since_on: date
    source: str
    until_on: date | None = None
    published_on: date | None = None
    contact_point_id: UUID | None = None
    representative: str | None = None


async def record_stop_fact(actor: Actor, case_file_id: UUID, party_id: UUID, new: NewStop) -> StopFact:
    """Enter a fact about a party; from this transaction on it stops contact.

    Raises CaseFileNotFound, PartyNotFound, ContactPointNotFound, StopFactInForce, InvalidInput.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.STOP_FACT_WRITE)
        case_file = reached.row
        party = await casefiles.party_for(case_file, party_id)
        source = _words("source", new.source, SOURCE)
        representative = _words("representative", new.representative, REPRESENTATIVE) if new.representative else None
        await _check(case_file, party, new)
        if await database.row(_SAME, case_file.agency_id, party.id, new.kind.value, new.contact_point_id):
            raise StopFactInForce(field="kind")
        fact_id = new_id()
        await database.execute(
            "INSERT INTO stop_facts (agency_id, id, creditor_id, case_file_id, party_id, kind, since_on, until_on, "
            "published_on, contact_point_id, source, representative, recorded_at, recorded_by, recorded_by_id, "
            "owner_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            case_file.agency_id,
            fact_id,
            case_file.creditor_id,
            case_file.id,
            party.id,
            new.kind.value,
            new.since_on,
            new.until_on,
            new.published_on,
            new.contact_point_id,
            source,
            representative,
            clock.now(),
            actor.person_name,
            actor.membership_id,
            actor.organization_id,
        )
        fact = await fact_by_id(case_file.agency_id, fact_id)
        await look_around_again(case_file)
        event = StopFactRecorded(
            fact_id=fact.id,
            stop_kind=fact.kind,
            since_on=fact.since_on,
            due_on=fact.due_on,
            party=party.name,
            source=source,
            representative=representative,
        )
        await record(actor, case_file, event)
    return fact


async def end_stop_fact(actor: Actor, fact_id: UUID, ended_on: date, source: str) -> StopFact:
    """End a fact on a day, saying where that is known from; others stay in force.

    A creditor ends what its side entered; the agency whatever stands on its case files, since it stops the agency on
    those of the person's other creditors too. Both sides read who ended it and why, and the audit log has it.

    Raises NotPermitted, StopFactNotFound, StopFactOfOtherSide, StopFactEndedAlready, InvalidInput.
    """
    async with transaction(actor):
        case_file = await _case_file_of(actor, fact_id)
        fact = await fact_by_id(case_file.agency_id, fact_id)
        words = _words("source", source, SOURCE)
        if not may_end(actor, fact):
            raise StopFactOfOtherSide
        if fact.ended_on is not None:
            raise StopFactEndedAlready
        if not fact.since_on <= ended_on <= clock.today():
            raise InvalidInput("endedOn", ended_on.isoformat(), "stop_fact_end")
        await database.execute(
            "UPDATE stop_facts SET ended_on = $3, ended_at = $4, ended_by = $5, ended_by_id = $6, end_source = $7 "
            "WHERE agency_id = $1 AND id = $2",
            case_file.agency_id,
            fact_id,
            ended_on,
            clock.now(),
            actor.person_name,
            actor.membership_id,
            words,
        )
        await look_around_again(case_file)
        party = await casefiles.party_for(case_file, fact.party_id)
        subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
        await audit.record(actor, AuditKind.STOP_FACT_ENDED, subject, details={"fact": fact.kind.value})
        await record(actor, case_file, StopFactEnded(fact.id, fact.kind, ended_on, party=party.name, source=words))
        return await fact_by_id(case_file.agency_id, fact_id)


async def _case_file_of(actor: Actor, fact_id: UUID) -> CaseFile:
    found = await database.row("SELECT case_file_id FROM stop_facts WHERE id = $1", fact_id)
    if found is None:
        raise StopFactNotFound(field="factId")
    try:
        reached = await casefiles.case_file_for_update(actor, found["case_file_id"])
    except CaseFileNotFound:
        raise StopFactNotFound(field="factId") from None
    authorize(actor, reached, Permission.STOP_FACT_END)
    return reached.row


async def _check(case_file: CaseFile, party: Party, new: NewStop) -> None:
    today = clock.today()
    if new.since_on > today:
        raise InvalidInput("sinceOn", new.since_on.isoformat(), "day_not_future")
    if new.published_on is not None and (new.kind is not StopKind.INSOLVENCY or new.published_on > today):
        raise InvalidInput("publishedOn", new.published_on.isoformat(), "stop_fact_published")
    if (new.kind is StopKind.BREATHING_SPACE) != (new.until_on is not None):
        raise InvalidInput("untilOn", new.until_on or "", "stop_fact_until")
    if new.until_on is not None:
        await case_file.fetch_related("debtor")
        if new.until_on <= new.since_on or (party.country or case_file.debtor.country) != BRITISH:
            raise InvalidInput("untilOn", new.until_on.isoformat(), "stop_fact_until")
    if new.contact_point_id is None and new.kind is StopKind.WORKPLACE:
        raise InvalidInput("contactPointId", "", "stop_fact_address")
    if new.contact_point_id is not None:
        if new.kind not in AT_AN_ADDRESS:
            raise InvalidInput("contactPointId", "", "stop_fact_address")
        point = await casefiles.contact_point_for(case_file, new.contact_point_id)
        if point.party.id != party.id:
            raise InvalidInput("contactPointId", "", "stop_fact_address")


def _words(field: str, text: str, longest: int) -> str:
    words = text.strip()
    if not 0 < len(words) <= longest:
        raise InvalidInput(field, words, "text")
    return words


_SAME = """
SELECT 1 FROM stop_facts WHERE agency_id = $1 AND party_id = $2 AND kind = $3
    AND contact_point_id IS NOT DISTINCT FROM $4 AND ended_on IS NULL
"""
