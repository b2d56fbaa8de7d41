"""Portfolios written straight into the tables, many and odd, with the facts that figures are checked against."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg

from tandem.entrypoints.demo import cast_id
from tandem.kit.ids import new_id

STAGES = ("submitted", "accepted", "amicable", "pre_legal", "legal", "closed")


@dataclass(frozen=True)
class PlacedClaim:
    """Minor units; payments as (day, amount)."""

    due_on: date
    placed_on: date
    principal: int
    interest: int
    payments: tuple[tuple[date, int], ...] = ()

    @property
    def placed(self) -> int:
        return self.principal + self.interest

    @property
    def paid(self) -> int:
        return sum(amount for _, amount in self.payments)


@dataclass(frozen=True)
class PlacedCase:
    debtor: str
    stage: str
    held: bool
    claims: tuple[PlacedClaim, ...]
    currency: str = "EUR"


@dataclass
class PlacedPortfolio:
    """A portfolio of `bati-loire` at agency `lenoir`, opened to `bank`."""

    cases: list[PlacedCase]
    name: str = "Portefeuille"
    bank: str = "lemanique"
    level: str = "totals"
    shows_disputes: bool = False
    expires_on: date | None = None
    revoked_at: datetime | None = None
    id: UUID = field(default_factory=new_id)
    grant_id: UUID = field(default_factory=new_id)


def odd_portfolio(dice: random.Random, today: date) -> PlacedPortfolio:
    """Few debtors, unevenly spread: the hard cases of suppression."""
    stages = dice.choices(STAGES, k=dice.randint(1, 4))
    payers = dice.random() * dice.random()
    spread = dice.choice([40, 200, 500])
    cases = []
    for number in range(dice.randint(3, 16)):
        claims = tuple(
            _claim(dice, today, payers, spread, full=dice.random() < 0.1) for _ in range(dice.choice([1, 1, 2]))
        )
        debtor = f"D-{number if dice.random() < 0.9 else 0}"
        cases.append(PlacedCase(debtor, dice.choice(stages), dice.random() < 0.3, claims))
    return PlacedPortfolio(cases)


def _claim(dice: random.Random, today: date, payers: float, spread: int, *, full: bool) -> PlacedClaim:
    principal, interest = dice.randint(1_00, 999_99), dice.choice([0, 0, dice.randint(1, 50_00)])
    due_on, placed_on = (
        today - timedelta(days=dice.randint(-20, spread)),
        today - timedelta(days=dice.randint(0, spread)),
    )
    payments: list[tuple[date, int]] = []
    left = principal + interest
    while left and dice.random() < payers:
        amount = left if full else dice.randint(1, left)
        payments.append((today - timedelta(days=dice.randint(0, spread)), amount))
        left -= amount
    return PlacedClaim(due_on, placed_on, principal, interest, tuple(payments))


async def write(
    owner: asyncpg.Connection, portfolio: PlacedPortfolio, *, agency: str = "lenoir", mandate: str = "MR-2026-001"
) -> None:
    """Insert the portfolio with its grant; the batch of each claim is submitted at noon of its day."""
    creditor_id, agency_id, mandate_id = cast_id("bati-loire"), cast_id(agency), cast_id(mandate)
    known = await owner.fetchval("SELECT EXISTS (SELECT FROM portfolios WHERE id = $1)", portfolio.id)
    if not known:
        await owner.execute(
            "INSERT INTO portfolios (id, creditor_id, name) VALUES ($1, $2, $3)",
            portfolio.id,
            creditor_id,
            f"{portfolio.name} {portfolio.id}",
        )
        await owner.execute(
            "INSERT INTO bank_grants (id, creditor_id, bank_id, portfolio_id, level, shows_disputes, created_at, "
            "created_by, expires_on, revoked_at) VALUES ($1, $2, $3, $4, $7, $8, now(), 'Hélène Roy', $5, $6)",
            portfolio.grant_id,
            creditor_id,
            cast_id(portfolio.bank),
            portfolio.id,
            portfolio.expires_on,
            portfolio.revoked_at,
            portfolio.level,
            portfolio.shows_disputes,
        )
    sides = (agency_id, creditor_id)
    batches: dict[date, UUID] = {}
    for case in portfolio.cases:
        debtor_id = await owner.fetchval(
            "INSERT INTO debtors (id, agency_id, creditor_id, reference, name, language, country) "
            "VALUES ($1, $2, $3, $4, $4, 'fr', 'FR') ON CONFLICT (agency_id, creditor_id, reference) "
            "DO UPDATE SET name = excluded.name RETURNING id",
            new_id(),
            *sides,
            f"{portfolio.id}-{case.debtor}",
        )
        for claim in case.claims:
            if claim.placed_on not in batches:
                batches[claim.placed_on] = await placed_batch(
                    owner, portfolio.id, claim.placed_on, agency=agency, mandate=mandate
                )
        case_id, placed, paid = new_id(), sum(c.placed for c in case.claims), sum(c.paid for c in case.claims)
        await owner.execute(
            "INSERT INTO case_files (id, agency_id, creditor_id, mandate_id, portfolio_id, batch_id, debtor_id, "
            "reference, stage, close_code, currency, principal, interest, indemnities, accessories, paid, outstanding, "
            "claim_count, placed_at, name_sort, search) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, $14, $15, $16, now(), '', '')",
            case_id,
            *sides,
            mandate_id,
            portfolio.id,
            batches[case.claims[0].placed_on],
            debtor_id,
            str(case_id)[-12:],
            case.stage,
            "other" if case.stage == "closed" else None,
            case.currency,
            sum(c.principal for c in case.claims),
            sum(c.interest for c in case.claims),
            paid,
            placed - paid,
            len(case.claims),
        )
        if case.held:
            await owner.execute(
                "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, by_name) "
                "VALUES ($1, $2, $3, $4, 'directive', 'raison', $3, now(), 'Hélène Roy')",
                new_id(),
                *sides,
                case_id,
            )
        for claim in case.claims:
            await _claim_row(owner, case, claim, sides, mandate_id, case_id, debtor_id, batches[claim.placed_on])


async def _claim_row(
    owner: asyncpg.Connection,
    case: PlacedCase,
    claim: PlacedClaim,
    sides: tuple[UUID, UUID],
    mandate_id: UUID,
    case_id: UUID,
    debtor_id: UUID,
    batch_id: UUID,
) -> None:
    claim_id = new_id()
    await owner.execute(
        "INSERT INTO claims (id, agency_id, creditor_id, case_file_id, mandate_id, debtor_id, batch_id, "
        "document_number, due_on, segment, payee, currency, principal, interest, indemnities, accessories, paid, "
        "outstanding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'professional', 'x', $10, $11, $12, 0, 0, $13, $14)",
        claim_id,
        *sides,
        case_id,
        mandate_id,
        debtor_id,
        batch_id,
        str(claim_id),
        claim.due_on,
        case.currency,
        claim.principal,
        claim.interest,
        claim.paid,
        claim.placed - claim.paid,
    )
    for day, amount in claim.payments:
        await owner.execute(
            "WITH paid AS (INSERT INTO payments (id, agency_id, creditor_id, case_file_id, amount, currency, "
            "received_on, source, recorded_at, recorded_by) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, 'agency', now(), 'x') RETURNING id) "
            "INSERT INTO allocations (id, agency_id, creditor_id, payment_id, claim_id, amount) "
            "SELECT $8, $2, $3, $1, $9, $5",
            new_id(),
            *sides,
            case_id,
            amount,
            case.currency,
            day,
            new_id(),
            claim_id,
        )


async def placed_batch(
    owner: asyncpg.Connection,
    portfolio_id: UUID,
    day: date,
    *,
    agency: str = "lenoir",
    mandate: str = "MR-2026-001",
) -> UUID:
    """A batch of `bati-loire` in the portfolio, submitted at noon of the day."""
    upload_id, batch_id, creditor_id = new_id(), new_id(), cast_id("bati-loire")
    await owner.execute(
        "INSERT INTO uploads (id, organization_id, membership_id, filename, size, storage_key, requested_at) "
        "VALUES ($1, $2, $1, 'f.csv', 1, 'k', now())",
        upload_id,
        creditor_id,
    )
    await owner.execute(
        "INSERT INTO placement_batches (id, agency_id, creditor_id, mandate_id, portfolio_id, upload_id, reference, "
        "filename, state, columns, mapping, answers, questions, progress, case_file_count, created_at, created_by, "
        "submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'f.csv', 'accepted', '[]', '{}', '{}', '[]', 100, 1, now(), "
        "'x', $8::timestamp AT TIME ZONE 'Europe/Paris')",
        batch_id,
        cast_id(agency),
        creditor_id,
        cast_id(mandate),
        portfolio_id,
        upload_id,
        str(batch_id)[-12:],
        datetime.combine(day, datetime.min.time()) + timedelta(hours=12),
    )
    return batch_id


async def written_case(
    owner: asyncpg.Connection, portfolio_id: UUID, batch_id: UUID, debtor: str, company_number: str | None = None
) -> UUID:
    """A case file of `bati-loire` at `lenoir` that the batch opened, with nothing owed on it yet."""
    debtor_id, case_id = new_id(), new_id()
    sides = (cast_id("lenoir"), cast_id("bati-loire"))
    await owner.execute(
        "INSERT INTO debtors (id, agency_id, creditor_id, reference, name, company_number, language, country) "
        "VALUES ($1, $2, $3, $4, $5, $6, 'fr', 'FR')",
        debtor_id,
        *sides,
        f"{portfolio_id}-{debtor}",
        debtor,
        company_number,
    )
    await owner.execute(
        "INSERT INTO case_files (id, agency_id, creditor_id, mandate_id, portfolio_id, batch_id, debtor_id, reference, "
        "stage, currency, principal, interest, indemnities, accessories, paid, outstanding, claim_count, placed_at, "
        "name_sort, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'submitted', 'EUR', 0, 0, 0, 0, 0, 0, 0, now(), "
        "'', '')",
        case_id,
        *sides,
        cast_id("MR-2026-001"),
        portfolio_id,
        batch_id,
        debtor_id,
        str(case_id)[-12:],
    )
    return case_id


async def written_claim(owner: asyncpg.Connection, case_id: UUID, batch_id: UUID, due_on: date, principal: int) -> UUID:
    """A claim of so much principal on the case file, placed by the batch."""
    claim_id = new_id()
    await owner.execute(
        "INSERT INTO claims (id, agency_id, creditor_id, case_file_id, mandate_id, debtor_id, batch_id, "
        "document_number, due_on, segment, payee, currency, principal, interest, indemnities, accessories, paid, "
        "outstanding) SELECT $1, agency_id, creditor_id, id, mandate_id, debtor_id, $3, $4, $5, 'professional', 'x', "
        "currency, $6, 0, 0, 0, 0, $6 FROM case_files WHERE id = $2",
        claim_id,
        case_id,
        batch_id,
        str(claim_id),
        due_on,
        principal,
    )
    return claim_id


async def written_payment(owner: asyncpg.Connection, case_id: UUID, claim_id: UUID, amount: int, day: date) -> None:
    """A payment of one claim, received on the day."""
    await owner.execute(
        "WITH paid AS (INSERT INTO payments (id, agency_id, creditor_id, case_file_id, amount, currency, received_on, "
        "source, recorded_at, recorded_by) SELECT $1, agency_id, creditor_id, id, $3, currency, $4, 'agency', now(), "
        "'x' FROM case_files WHERE id = $2 RETURNING *) "
        "INSERT INTO allocations (id, agency_id, creditor_id, payment_id, claim_id, amount) "
        "SELECT $5, agency_id, creditor_id, id, $6, amount FROM paid",
        new_id(),
        case_id,
        amount,
        day,
        new_id(),
        claim_id,
    )
    await owner.execute(
        "UPDATE claims SET paid = paid + $2, outstanding = outstanding - $2 WHERE id = $1", claim_id, amount
    )
