"""Writes to a case file itself: stages and contact points."""

import re
from uuid import UUID

import phonenumbers

from tandem.casefiles import access
from tandem.casefiles.errors import CaseFileClosed, CaseFileNotAccepted, ContactPointKnown, StageNotAllowed
from tandem.casefiles.events import ContactPlaceRecorded, ContactPointAdded, StageChanged
from tandem.casefiles.models import CaseFile, CloseCode, ContactPlace, ContactPoint, ContactPointKind, Stage
from tandem.casefiles.regating import look_around_again
from tandem.casefiles.wishes import recall_wishes
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
# Which stage may follow which; acceptance comes with the batch, closing from anywhere.
NEXT = {
    Stage.SUBMITTED: {Stage.ACCEPTED, Stage.CLOSED},
    Stage.ACCEPTED: {Stage.AMICABLE, Stage.CLOSED},
    Stage.AMICABLE: {Stage.PRE_LEGAL, Stage.CLOSED},
    Stage.PRE_LEGAL: {Stage.AMICABLE, Stage.LEGAL, Stage.CLOSED},
    Stage.LEGAL: {Stage.CLOSED},
    Stage.CLOSED: set(),
}


async def move_case_file(
    actor: Actor, case_file_id: UUID, *, stage: Stage, close_code: CloseCode | None = None
) -> CaseFile:
    """Bring a case file to its next stage, or close it with a code.

    Raises CaseFileClosed, CaseFileNotAccepted, StageNotAllowed; InvalidInput when the code is missing or needless.
    """
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, case_file_id)
        closing = stage is Stage.CLOSED
        authorize(actor, reached, Permission.CASE_FILE_CLOSE if closing else Permission.CASE_FILE_MOVE)
        if reached.row.stage is Stage.SUBMITTED and not closing:
            raise CaseFileNotAccepted(field="stage")
        if closing != (close_code is not None):
            raise InvalidInput("closeCode", close_code, "close_code")
        await change_stage(actor, reached.row, stage, close_code)
    return reached.row


async def change_stage(
    actor: Actor | System, case_file: CaseFile, stage: Stage, close_code: CloseCode | None = None
) -> None:
    """Write the change on a locked case file and record it; used by acceptance, posting and payment too."""
    if case_file.stage is Stage.CLOSED:
        raise CaseFileClosed
    if stage not in NEXT[case_file.stage]:
        raise StageNotAllowed(field="stage")
    before, case_file.stage, case_file.close_code = case_file.stage, stage, close_code
    if stage is Stage.ACCEPTED:
        case_file.accepted_at = clock.now()
    if stage is Stage.CLOSED:
        case_file.closed_at = clock.now()
    await case_file.save(update_fields=["stage", "close_code", "accepted_at", "closed_at"])
    await record(actor, case_file, StageChanged(before, stage, close_code))


async def reopen(actor: Actor | System, case_file: CaseFile) -> None:
    """Bring a locked case file back to the stage from which it was closed: what had closed it turned out to be wrong.

    It stays closed when the debtor has another open case file under the mandate by now, to which later claims went, or
    when the creditor has placed one of its invoices with another agency meanwhile.
    One that was closed before it was accepted is accepted now if its placement was meanwhile: nobody would do it later.
    """
    if await _went_on_elsewhere(case_file):
        return
    closing = await newest_event(case_file.id, Chain.PARTIES, (StageChanged.kind,))
    if closing is None:
        raise RuntimeError(f"case file {case_file.id} is closed, and no event says from which stage")
    stage = Stage(closing.data["from_stage"])
    if stage is Stage.SUBMITTED and await _batch_is_accepted(case_file):
        stage, case_file.accepted_at = Stage.ACCEPTED, clock.now()
    case_file.update_from_dict({"stage": stage, "close_code": None, "closed_at": None})
    await case_file.save(update_fields=["stage", "close_code", "accepted_at", "closed_at"])
    await record(actor, case_file, StageChanged(Stage.CLOSED, stage))


async def _went_on_elsewhere(case_file: CaseFile) -> bool:
    """Whoever reverses the payment may reach less of the agency than the answer needs."""
    async with database.whole_organization():
        others = CaseFile.filter(mandate_id=case_file.mandate_id, debtor_id=case_file.debtor_id)
        if await others.exclude(stage=Stage.CLOSED).exists():
            return True
    elsewhere = await database.row("SELECT door_placed_elsewhere($1) AS placed", case_file.id)
    return elsewhere is not None and bool(elsewhere["placed"])


async def _batch_is_accepted(case_file: CaseFile) -> bool:
    """Whether the agency took on the placement; locked, so that an acceptance now comes wholly before or after."""
    async with database.whole_organization():
        batch = await database.row("SELECT state FROM placement_batches WHERE id = $1 FOR SHARE", case_file.batch_id)
    return batch is not None and batch["state"] == "accepted"


async def add_contact_point(
    actor: Actor,
    party_id: UUID,
    *,
    kind: ContactPointKind,
    value: str,
    place: ContactPlace = ContactPlace.UNKNOWN,
) -> ContactPoint:
    """Add a number or address to a party. Raises PartyNotFound, InvalidInput, ContactPointKnown."""
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, await access.case_file_of_party(actor, party_id))
        authorize(actor, reached, Permission.CONTACT_POINT_WRITE)
        party = await access.party_for(reached.row, party_id)
        normal = normalized(kind, value)
        check_place(kind, place)
        if await ContactPoint.exists(party=party, kind=kind, value=normal):
            raise ContactPointKnown(field="value", value=normal)
        point = await ContactPoint.create(
            agency_id=reached.row.agency_id,
            creditor_id=reached.row.creditor_id,
            case_file_id=reached.row.id,
            party=party,
            kind=kind,
            value=normal,
            place=place,
            place_said_at=None if place is ContactPlace.UNKNOWN else clock.now(),
            created_at=clock.now(),
        )
        await recall_wishes(reached.row.agency_id, [normal])
        if place is not ContactPlace.UNKNOWN:
            await look_around_again(reached.row)
        await record(actor, reached.row, ContactPointAdded(kind, value=normal))
    return point


async def record_contact_place(
    actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, place: ContactPlace
) -> ContactPoint:
    """Say where a number or an address reaches the person; said again, nothing changes.

    It holds on every case file of the agency that has it, until it is said otherwise on any of them; what waits on them
    is judged again. Raises CaseFileNotFound, NotPermitted, ContactPointNotFound, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_POINT_WRITE)
        point = await access.contact_point_for(reached.row, contact_point_id)
        check_place(point.kind, place)
        former, point.place = point.place, place
        if place is not former or place is not await _place_of(point.value):
            point.place_said_at = clock.now()
            await point.save(update_fields=["place", "place_said_at"])
            await look_around_again(reached.row)
            await record(actor, reached.row, ContactPlaceRecorded(point.kind, place, former, value=point.value))
    return point


async def _place_of(value: str) -> ContactPlace:
    """Where it reaches somebody, as was said last at the acting agency, on whichever case file."""
    said = await database.row("SELECT door_place_of($1) AS place", value)
    return ContactPlace(said["place"]) if said else ContactPlace.UNKNOWN


def check_place(kind: ContactPointKind, place: ContactPlace) -> None:
    """Raises InvalidInput: only a telephone is a mobile."""
    if place is ContactPlace.MOBILE and kind is not ContactPointKind.PHONE:
        raise InvalidInput("place", place.value, "contact_place")


def normalized(kind: ContactPointKind, value: str, country: str = "FR") -> str:
    """E.164 for numbers, lower case for e-mail, trimmed lines for post. Raises InvalidInput naming the value."""
    text = value.strip()
    if kind is ContactPointKind.PHONE:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            raise InvalidInput("value", value, "phone") from None
        if not phonenumbers.is_possible_number(number):
            raise InvalidInput("value", value, "phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind is ContactPointKind.EMAIL:
        if not _EMAIL.fullmatch(text) or len(text) > 254:
            raise InvalidInput("value", value, "email")
        return text.lower()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise InvalidInput("value", value, "postal_address")
    return "\n".join(lines)
