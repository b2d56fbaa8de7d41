"""Reading batches: lists, look-ups, what a batch says in the reader's language, and what the reader may do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tandem.kit import texts
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.placements import access
from tandem.placements.commands.confirm import has_something_to_place
from tandem.placements.errors import PlacementNotFound
from tandem.placements.models import OPEN, PlacementBatch, PlacementState
from tandem.placements.stored import question_of, suggestion_of
from tandem.placements.wording import choice_label, question_text, why_suggested
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file; `suggestion` is the field that it seems to be, None to leave it out."""

    index: int
    header: str
    samples: tuple[str, ...]
    suggestion: str | None
    suggestion_reason: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """Something the file does not say; choices are (value, label)."""

    key: str
    message: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """Figures of a dry run, or of what was placed."""

    rows: int
    new: int
    merged: int
    unchanged: int
    refused: int
    debtors: int
    time_barred: int
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PlacementRights:
    """What the reader may do with a batch in its present state."""

    confirm: bool
    accept: bool
    abandon: bool


async def placement_batches_for(
    actor: Actor, first: int, after: str | None, *, mandate_id: UUID | None = None
) -> Page[PlacementBatch]:
    """The creditor's batches, or those placed with the agency, newest first; of one mandate where one is named."""
    authorize(actor, side_of(actor), Permission.PLACEMENT_READ)
    cursors = Cursors(f"placement_batches:{mandate_id or ''}", actor.organization_id)
    key = cursors.read(after, UUID)
    size = page_size(first)
    async with reading(actor):
        query = PlacementBatch.filter(access.batches_of(actor))
        if mandate_id is not None:
            query = query.filter(mandate_id=mandate_id)
        total = await query.count()
        if key:
            query = query.filter(id__lt=key[0])
        found = await query.order_by("-id").limit(size + 1)
    return page_of(found, first, lambda batch: cursors.of(batch.id), total)


async def placement_batch_for(actor: Actor, batch_id: UUID) -> PlacementBatch | None:
    """One batch, None outside the actor's reach."""
    async with reading(actor):
        try:
            reached = await access.batch_for(actor, batch_id)
        except PlacementNotFound:
            return None
    authorize(actor, reached, Permission.PLACEMENT_READ)
    return reached.row


async def placement_batches_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, PlacementBatch]:
    """Batches that the actor reaches, of these."""
    async with reading(actor):
        found = await PlacementBatch.filter(access.batches_of(actor), id__in=list(ids))
    return {batch.id: batch for batch in found}


def columns_of_batch(batch: PlacementBatch, locale: str) -> list[ShownColumn]:
    """The columns of the file with what they seem to be, and why."""
    return [
        ShownColumn(
            index,
            suggestion.header,
            tuple(str(sample) for sample in samples),
            suggestion.field.value if suggestion.field else None,
            why_suggested(suggestion, locale),
        )
        for index, (suggestion, samples) in enumerate(
            (suggestion_of(column), column["samples"]) for column in batch.columns
        )
    ]


def questions_of_batch(batch: PlacementBatch, locale: str) -> list[ShownQuestion]:
    """All that the file asks under its mapping, whether it is answered already or not."""
    asked = [question_of(stored) for stored in batch.questions]
    return [
        ShownQuestion(
            question.key,
            question_text(question, locale),
            tuple((value, choice_label(question, value, locale)) for value in question.choices),
        )
        for question in asked
    ]


def counts_of_batch(batch: PlacementBatch) -> ShownCounts | None:
    """The figures of the dry run; None before it."""
    if batch.counts is None:
        return None
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(batch.counts["amounts"].items()))
    return ShownCounts(**{**batch.counts, "amounts": amounts})


def problem_of_batch(batch: PlacementBatch, locale: str) -> str | None:
    """Why a batch failed."""
    return texts.render(f"placement.problem.{batch.problem['code']}", locale) if batch.problem else None


def rights_on(actor: Actor, batch: PlacementBatch) -> PlacementRights:
    """For what a screen offers; the commands ask again."""
    side = side_of(actor)
    return PlacementRights(
        confirm=batch.state is PlacementState.CHECKED
        and has_something_to_place(batch)
        and may(actor, side, Permission.PLACEMENT_CONFIRM),
        accept=batch.state is PlacementState.SUBMITTED and may(actor, side, Permission.PLACEMENT_ACCEPT),
        abandon=batch.state in OPEN and may(actor, side, Permission.PLACEMENT_CREATE),
    )
