"""The rows of a batch as a person reads them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.kit.pagination import Cursors, Page, page_of, page_size, whole_number
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.placements import access
from tandem.placements.stored import problem_of
from tandem.placements.verdicts import Problem, Refusal, Verdict
from tandem.placements.wording import what_is_wrong
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row with its verdict; `line` counts as a spreadsheet does. What could not be read is None.

    `message` is the sentence of `code`; `warnings` are sentences too, further refusals of the row first.
    """

    line: int
    verdict: Verdict
    code: str | None
    column: str | None
    value: str | None
    message: str | None
    warnings: tuple[str, ...]
    debtor_reference: str | None
    debtor_name: str | None
    document_number: str | None
    due_on: date | None
    amount: Money | None
    is_time_barred: bool


async def placement_rows_for(
    actor: Actor, batch_id: UUID, first: int, after: str | None, verdict: Verdict | None = None
) -> Page[ShownRow]:
    """Rows in the order of the file, in the actor's language. They are the creditor's: an agency gets an empty page.

    Raises PlacementNotFound, InvalidInput.
    """
    cursors = Cursors("placement_rows", actor.organization_id)
    key = cursors.read(after, whole_number)
    size = page_size(first)
    chosen = [verdict.value] if verdict else [each.value for each in Verdict]
    async with reading(actor):
        reached = await access.batch_for(actor, batch_id)
        authorize(actor, reached, Permission.PLACEMENT_READ)
        found = await database.rows(
            "SELECT line, verdict, code, column_name, value, args, warnings, parsed FROM placement_rows "
            "WHERE batch_id = $1 AND creditor_id = ANY ($2::uuid[]) AND verdict = ANY ($3::text[]) "
            "AND line > $4::bigint ORDER BY line LIMIT $5",
            batch_id,
            list(actor.creditor_ids),
            chosen,
            key[0] if key else 0,
            size + 1,
        )
        total = await database.row(
            "SELECT count(*) AS rows FROM placement_rows WHERE batch_id = $1 AND creditor_id = ANY ($2::uuid[]) "
            "AND verdict = ANY ($3::text[])",
            batch_id,
            list(actor.creditor_ids),
            chosen,
        )
    rows = [_shown(row, actor.locale, clock.today()) for row in found]
    return page_of(rows, first, lambda row: cursors.of(row.line), total["rows"] if total else 0)


def _shown(row: dict[str, Any], locale: str, today: date) -> ShownRow:
    refusal = None
    if row["code"]:
        refusal = Problem(Refusal(row["code"]), row["column_name"], row["value"], orjson.loads(row["args"]))
    further = [problem_of(stored) for stored in orjson.loads(row["warnings"])]
    claim = orjson.loads(row["parsed"]) if row["parsed"] else None
    last_day = date.fromisoformat(claim["last_day"]) if claim and claim["last_day"] else None
    return ShownRow(
        line=row["line"],
        verdict=Verdict(row["verdict"]),
        code=row["code"],
        column=row["column_name"],
        value=row["value"],
        message=what_is_wrong(refusal, locale) if refusal else None,
        warnings=tuple(what_is_wrong(problem, locale) for problem in further),
        debtor_reference=claim["debtor"]["reference"] if claim else None,
        debtor_name=claim["debtor"]["name"] if claim else None,
        document_number=claim["document_number"] if claim else None,
        due_on=date.fromisoformat(claim["due_on"]) if claim else None,
        amount=Money(claim["minor"], claim["currency"]) if claim else None,
        is_time_barred=last_day is not None and last_day < today,
    )
