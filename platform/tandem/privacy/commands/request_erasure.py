"""Asking for a person to be erased; the worker carries it out at once, the screen follows it."""

from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.kit.search import search_key
from tandem.organizations import audit
from tandem.organizations.actor import Actor, System
from tandem.organizations.audit import AuditKind, CommandLine, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.outbox import emit
from tandem.privacy import access
from tandem.privacy.access import Person
from tandem.privacy.errors import (
    ConfirmationWrong,
    ErasureRefused,
    ErasureUnderWay,
    PersonAlreadyErased,
    ReasonNamesPerson,
)
from tandem.privacy.models import Erasure, ErasureState, Ground
from tandem.privacy.obstacles import obstacles_to
from tandem.privacy.scope import scope_of
from tandem_policies.permission import Permission

TOPIC = "privacy.erase"
_REASON = 500  # characters
_TELLING = 4  # letters from which on a word of a name says who somebody is


async def request_erasure(
    actor: Actor, debtor_id: UUID, *, ground: Ground, reason: str, confirmation: str, mandate_id: UUID | None = None
) -> Erasure:
    """Ask for a person to be erased, under one mandate or all of them; asked again while it waits, it is the same.

    `confirmation` is the reference of the newest case file, typed. Raises PersonNotFound, PersonAlreadyErased,
    ConfirmationWrong, ErasureRefused with what stops it, ReasonNamesPerson, InvalidInput for a missing or long reason.
    """
    async with transaction(actor):
        reached = await access.person_for_update(actor, debtor_id)
        authorize(actor, reached, Permission.ERASURE_CREATE)
        person = reached.row
        if (waiting := await _waiting(debtor_id)) is not None:
            return await access.erasure_for(actor, waiting)
        if confirmation.strip().upper() != person.case_files[0].reference.upper():
            raise ConfirmationWrong(field="confirmation", expected=person.case_files[0].reference)
        words = reason.strip()
        if not words:
            raise InvalidInput("reason", reason, "text")
        if len(words) > _REASON:
            raise InvalidInput("reason", reason, "erasure_reason")
        case_files = chosen(person, mandate_id)
        await require_reason_without_names(person, words)
        if stops := await obstacles_to(actor.organization_id, debtor_id, case_files):
            raise ErasureRefused(stops)
        erasure = await ask(actor, case_files, ground, words, by=actor.person_name, by_id=actor.membership_id)
        await tell_request(actor, erasure, case_files)
    return erasure


def chosen(person: Person, mandate_id: UUID | None) -> tuple[CaseFile, ...]:
    """The case files to erase: of one mandate, else of all. Raises PersonAlreadyErased when none is left."""
    wanted = tuple(
        each
        for each in person.case_files
        if each.erased_at is None and (mandate_id is None or each.mandate_id == mandate_id)
    )
    if not wanted:
        raise PersonAlreadyErased(field="debtorId")
    return wanted


async def ask(
    acting: Actor | System,
    case_files: tuple[CaseFile, ...],
    ground: Ground,
    reason: str | None,
    *,
    by: str | None = None,
    by_id: UUID | None = None,
) -> Erasure:
    """Write the request for these case files of one debtor and have it carried out; in the open transaction."""
    first, erasure_id = case_files[0], new_id()
    words = await scope_of(first.debtor_id, list(dict.fromkeys(each.mandate_id for each in case_files)))
    await database.execute(
        "INSERT INTO erasures (id, agency_id, creditor_id, debtor_id, mandate_ids, key_ids, case_file_ids, ground, "
        "reason, organization_id, requested_at, requested_by, requested_by_id, state) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        erasure_id,
        first.agency_id,
        first.creditor_id,
        first.debtor_id,
        list(words.mandates),
        list(words.keys),
        list(words.case_files),
        ground.value,
        reason,
        acting.organization_id,
        clock.now(),
        by,
        by_id,
        ErasureState.REQUESTED.value,
    )
    await emit(acting, TOPIC, {"erasure_id": str(erasure_id)})
    return await access.erasure_for(acting, erasure_id)


async def tell_request(
    acting: Actor | System | CommandLine, erasure: Erasure, case_files: tuple[CaseFile, ...]
) -> None:
    """Tell the audit log, last in the transaction of `ask`."""
    subject = Subject(SubjectType.ERASURE, erasure.id, " ".join(sorted(each.reference for each in case_files)))
    await audit.record(acting, AuditKind.ERASURE_REQUESTED, subject, details={"ground": erasure.ground.value})


async def _waiting(debtor_id: UUID) -> UUID | None:
    row = await database.row("SELECT id FROM erasures WHERE debtor_id = $1 AND state = 'requested'", debtor_id)
    return row["id"] if row else None


async def require_none_waiting(debtor_id: UUID) -> None:
    """Raises ErasureUnderWay: the person's fate is being carried out."""
    if await _waiting(debtor_id) is not None:
        raise ErasureUnderWay(field="debtorId")


async def require_reason_without_names(person: Person, reason: str) -> None:
    """Raises ReasonNamesPerson: the reason stays when the person is gone."""
    if await _names(person, reason):
        raise ReasonNamesPerson(field="reason")


async def _names(person: Person, reason: str) -> bool:
    """Whether the reason repeats a word of the name, the reference, a number or an address of the person."""
    told = search_key(reason).split()
    spoken = "".join(filter(str.isalnum, reason.lower()))
    words = await scope_of(person.debtor.id, person.mandate_ids)
    names = {
        word
        for text in (person.debtor.name, *(value for value in words.addresses if "\n" not in value and "@" in value))
        for word in search_key(text).split()
        if len(word) >= _TELLING
    }
    numbers = {
        "".join(filter(str.isalnum, text.lower()))
        for text in (person.debtor.reference, person.debtor.company_number or "", *words.addresses)
    }
    national = {number.removeprefix("33") for number in numbers if number.isdigit()}
    return bool(names & set(told)) or any(number in spoken for number in numbers | national if len(number) > _TELLING)
