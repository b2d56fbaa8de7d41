"""The case files that a grant shows: under a pseudonym, without who owes (docs/subsystems/banker.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.models import CloseCode, Stage
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations.actor import Actor
from tandem.organizations.audit import caller
from tandem.organizations.authorization import authorize
from tandem.reporting.bank import Look, relation_of_bank, tell_of_views
from tandem.reporting.figures import AgeingKey
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step that both parties know of: that it was taken and on which day, never what was said or paid."""

    position: int
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class FinancedClaim:
    """A claim that a factor finances; number and due day where the grant shows them."""

    number: str | None
    due_on: date | None
    placed: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class BankCaseFile:
    """One case file. Amounts are those of the claims that the grant covers.

    `stage` is None where another batch opened the case file than those that the grant covers, `disputed` there and
    where the grant does not show it. `milestones` are those of what the grant covers, `ageing` is the age of the oldest
    open claim, `placed_month` the month's first day.
    """

    pseudonym: str
    stage: Stage | None
    close_code: CloseCode | None
    ageing: AgeingKey
    placed_month: date
    placed: Money
    collected: Money
    outstanding: Money
    disputed: bool | None
    claims: list[FinancedClaim]
    milestones: list[Milestone]


async def bank_case_files_for(actor: Actor, grant_id: UUID, first: int, after: str | None) -> Page[BankCaseFile]:
    """A page of what one grant shows, in the order of pseudonyms; empty for a grant that shows none, or no longer.

    One statement; the look is told in the audit log of the creditor.
    """
    authorize(actor, relation_of_bank(actor), Permission.BANK_CASE_FILE_READ)
    cursors = Cursors(f"bank_case_files {grant_id}", actor.organization_id)
    key = cursors.read(after, str)
    async with reading(actor):
        rows = await database.rows(
            "SELECT * FROM bank_case_files($1, $2, $3, $4, $5, $6, $7, $8::text::inet)",
            actor.membership_id,
            grant_id,
            clock.now(),
            key[0] if key else None,
            page_size(first) + 1,
            Look.OPENED.value,
            actor.session_id,
            caller.address(),
        )
        tell_of_views({(grant_id, row["creditor_id"]) for row in rows})
    found = [_case_file(row) for row in rows]
    return page_of(found, first, lambda row: cursors.of(row.pseudonym), rows[0]["total"] if rows else 0)


def _case_file(row: Mapping[str, Any]) -> BankCaseFile:
    currency = row["currency"]
    return BankCaseFile(
        pseudonym=row["pseudonym"],
        stage=Stage(row["stage"]) if row["stage"] else None,
        close_code=CloseCode(row["close_code"]) if row["close_code"] else None,
        ageing=AgeingKey(row["ageing"]),
        placed_month=row["placed_month"],
        placed=Money(row["placed"], currency),
        collected=Money(row["collected"], currency),
        outstanding=Money(row["outstanding"], currency),
        disputed=row["disputed"],
        claims=[
            FinancedClaim(
                claim["number"],
                date.fromisoformat(claim["due_on"]) if claim["due_on"] else None,
                Money(claim["placed"], currency),
                Money(claim["outstanding"], currency),
            )
            for claim in orjson.loads(row["claims"])
        ],
        milestones=[
            Milestone(one["position"], one["kind"], date.fromisoformat(one["on"]))
            for one in orjson.loads(row["milestones"])
        ],
    )
