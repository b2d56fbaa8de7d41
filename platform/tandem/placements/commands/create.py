"""A received file becomes a batch: its columns, what they seem to be, and what it will ask."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.errors import UploadNotReceived
from tandem.casefiles.models import Upload
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import TandemError
from tandem.kit.ids import new_id
from tandem.organizations.access import mandate_for, portfolio_for
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Mandate, Portfolio
from tandem.placements import access
from tandem.placements.errors import MandateNotInForce
from tandem.placements.fields import Field
from tandem.placements.files import in_thread, table_of
from tandem.placements.mapping import Suggestion, check_mapping, suggest
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.questions import Question, questions
from tandem.placements.reading import Table
from tandem.placements.stored import stored_columns, stored_question
from tandem_policies.permission import Permission

_LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class _Known:
    """How the creditor read a file with these headers the last time."""

    mapping: dict[str, str]
    answers: dict[str, str]


async def create_placement(actor: Actor, mandate_id: UUID, portfolio_id: UUID, upload_id: UUID) -> PlacementBatch:
    """Begin a placement of a received file under a mandate, into a portfolio.

    The mapping starts as the creditor had it for the same columns before, else as suggested. Raises
    MandateNotFound, MandateNotInForce, PortfolioNotFound, UploadNotFound, UploadNotReceived, PlacementFileUsed for a
    file that was placed before, and what `read_table` raises for one that is no table.
    """
    async with reading(actor):
        mandate, portfolio, upload = await _reached(actor, mandate_id, portfolio_id, upload_id)
    table = await table_of(upload)
    suggestions = await in_thread(lambda: suggest(table))
    async with reading(actor):
        known = await _known(actor, table)
    mapping = known.mapping if known else _suggested(table, suggestions)
    asked = await in_thread(lambda: _questions(table, mapping))
    async with transaction(actor):
        await access.unused_upload_for_update(actor, upload_id)
        batch_id = new_id()
        return await PlacementBatch.create(
            id=batch_id,
            agency_id=mandate.agency_id,
            creditor_id=mandate.creditor_id,
            mandate_id=mandate.id,
            portfolio_id=portfolio.id,
            upload=upload,
            # Provisional: the number of the statement is given when it is confirmed, so that numbers have no gaps.
            reference=f"P-{batch_id.hex[-10:]}",
            filename=upload.filename,
            state=PlacementState.UPLOADED,
            columns=stored_columns(table, suggestions),
            mapping=mapping,
            answers=_answers(asked, known),
            questions=[stored_question(question) for question in asked],
            created_at=clock.now(),
            created_by=actor.person_name,
        )


async def _reached(
    actor: Actor, mandate_id: UUID, portfolio_id: UUID, upload_id: UUID
) -> tuple[Mandate, Portfolio, Upload]:
    mandate = await mandate_for(actor, mandate_id)
    authorize(actor, mandate, Permission.PLACEMENT_CREATE)
    portfolio = await portfolio_for(actor, portfolio_id)
    upload = await access.upload_for(actor, upload_id)
    if not access.is_in_force(mandate.row):
        raise MandateNotInForce(field="mandateId", reference=mandate.row.reference)
    if upload.row.received_at is None:
        raise UploadNotReceived(field="uploadId")
    return mandate.row, portfolio.row, upload.row


async def _known(actor: Actor, table: Table) -> _Known | None:
    placed = (
        await PlacementBatch.filter(creditor_id=actor.organization_id, state__in=access.PLACED)
        .order_by("-id")
        .limit(_LOOKED_BACK)
    )
    for batch in placed:
        if tuple(column["header"] for column in batch.columns) == table.headers:
            return _Known(batch.mapping, batch.answers)
    return None


def _suggested(table: Table, suggestions: list[Suggestion]) -> dict[str, str]:
    return {
        str(table.headers.index(suggestion.header)): suggestion.field.value
        for suggestion in suggestions
        if suggestion.field
    }


def _questions(table: Table, mapping: dict[str, str]) -> list[Question]:
    """What the file asks under this mapping; nothing yet while the mapping itself is not complete."""
    by_header = {table.headers[int(index)]: Field(name) for index, name in mapping.items()}
    try:
        check_mapping(table, by_header)
    except TandemError:
        return []
    return questions(table, by_header)


def _answers(asked: list[Question], known: _Known | None) -> dict[str, str]:
    if known is None:
        return {}
    return {
        question.key: known.answers[question.key]
        for question in asked
        if known.answers.get(question.key) in question.choices
    }
