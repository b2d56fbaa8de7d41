"""Histories of one portfolio, written straight into the tables, and a bank that looks after every step of them."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.ids import new_id
from tests.domain.reporting.attack import Fact
from tests.domain.reporting.portfolios import placed_batch, written_case, written_claim, written_payment

YANN = actor_of_cast("yann")
MOST = 10**12  # minor units: amounts so odd that no two sums of them are equal by accident
STAGES = ("accepted", "amicable", "pre_legal", "legal", "closed")
# How often each step is drawn.
STEPS = Counter(place=4, pay=8, settle=4, reverse=2, move=5, dispute=1, open=3, open_cases=2, end=1)


@dataclass
class Seen:
    """All that the bank was told: figures by value, the sums behind them, and single case files."""

    values: set[int] = field(default_factory=set)
    vectors: dict[str, dict[Fact, int]] = field(default_factory=dict)
    known: set[Fact] = field(default_factory=set)


@dataclass
class History:
    """A creditor's portfolio as it goes on; `owner` writes, and the bank asks through the doors alone."""

    owner: asyncpg.Connection
    dice: random.Random
    portfolio_id: UUID = field(default_factory=new_id)
    batches: list[UUID] = field(default_factory=list)
    cases: dict[str, UUID] = field(default_factory=dict)  # by customer: an establishment of a debtor
    claims: list[tuple[UUID, UUID, str]] = field(default_factory=list)  # claim, case file, debtor
    grants: list[UUID] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    async def begin(self) -> None:
        """A portfolio with one batch, and a grant for all of it."""
        await self.open_portfolio()
        await self._place()

    async def open_portfolio(self) -> None:
        """A portfolio without anything in it, and a grant of totals for all of it."""
        await self.owner.execute(
            "INSERT INTO portfolios (id, creditor_id, name) VALUES ($1, $2, $3)",
            self.portfolio_id,
            cast_id("bati-loire"),
            str(self.portfolio_id),
        )
        await self.grant("totals", None)

    async def step(self) -> None:
        """Something happens, and the bank looks."""
        names = list(STEPS)
        await getattr(self, f"_{self.dice.choices(names, [STEPS[name] for name in names])[0]}")()
        await self.look()

    async def _place(self) -> None:
        """A batch of few debtors or of many, some of them with a case file already, or another establishment."""
        customers = range(self.dice.choice([1, 2, 3, 4, 6, 8, 11, 13]))
        await self.place([(self.dice.randrange(15), self.dice.choice([1] * 9 + [2])) for _ in customers])

    async def place(self, customers: Iterable[tuple[int, int]]) -> UUID:
        """A batch with a claim on each (debtor, establishment), in the case file that there is or in one of its own."""
        today = clock.today()
        batch = await placed_batch(self.owner, self.portfolio_id, today)
        self.batches.append(batch)
        for number, establishment in customers:
            debtor, customer = f"D-{number}", f"D-{number}/{establishment}"
            if customer not in self.cases:
                siret = f"{700_000_000 + number}{establishment:05}"
                self.cases[customer] = await written_case(self.owner, self.portfolio_id, batch, customer, siret)
            due_on = today - timedelta(days=self.dice.choice([5, 40, 200]))
            placed = self.dice.randrange(1, MOST)
            claim = await written_claim(self.owner, self.cases[customer], batch, due_on, placed)
            self.claims.append((claim, self.cases[customer], debtor))
        return batch

    async def _pay(self, share: float | None = None) -> None:
        """Some claims are paid in part."""
        for claim, case, _ in self.dice.sample(self.claims, min(len(self.claims), self.dice.choice([1, 2, 7, 9]))):
            owed = await self.owner.fetchval("SELECT outstanding FROM claims WHERE id = $1", claim)
            if owed > 1:
                amount = owed if share else self.dice.randrange(1, owed)
                await written_payment(self.owner, case, claim, amount, clock.today())

    async def _settle(self) -> None:
        """Some claims are paid in full."""
        await self._pay(1)

    async def _reverse(self) -> None:
        """A payment is taken back."""
        paid = await self.owner.fetch("SELECT id FROM payments WHERE reversed_at IS NULL ORDER BY id")
        if paid:
            chosen = self.dice.choice(paid)["id"]
            await self.owner.execute(
                "UPDATE payments SET reversed_at = now(), reversed_by = 'x', reversal_reason = 'x' WHERE id = $1",
                chosen,
            )
            await self.owner.execute(
                "UPDATE claims SET paid = paid - a.amount, outstanding = outstanding + a.amount "
                "FROM allocations a WHERE a.payment_id = $1 AND claims.id = a.claim_id",
                chosen,
            )

    async def _move(self) -> None:
        """One to seven case files come to another stage."""
        stage = self.dice.choice(STAGES)
        for case in self.dice.sample(sorted(self.cases.values()), min(len(self.cases), self.dice.randint(1, 7))):
            await self.owner.execute(
                "UPDATE case_files SET stage = $2::varchar, close_code = CASE WHEN $2 = 'closed' THEN 'other' END "
                "WHERE id = $1",
                case,
                stage,
            )

    async def _dispute(self) -> None:
        """Six debtors dispute what they owe."""
        await self.dispute(self.dice.sample(sorted(self.cases.values()), min(len(self.cases), 6)))

    async def dispute(self, cases: Iterable[UUID]) -> None:
        """A hold of that kind stands on each of the case files."""
        for case in cases:
            await self.owner.execute(
                "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, by_name) "
                "SELECT $1, agency_id, creditor_id, id, 'dispute', 'x', creditor_id, now(), 'x' FROM case_files "
                "WHERE id = $2",
                new_id(),
                case,
            )

    async def _open(self, level: str = "totals") -> None:
        """The bank is shown some of the batches, besides what it sees already."""
        if self.batches:
            await self.grant(level, self.dice.sample(self.batches, self.dice.randint(1, len(self.batches))))

    async def _open_cases(self) -> None:
        """The bank is shown the case files of some of the batches."""
        await self._open("pseudonymous_cases")

    async def _end(self) -> None:
        """One of its grants ends."""
        if len(self.grants) > 1:
            ended = self.grants.pop(self.dice.randrange(len(self.grants)))
            await self.owner.execute("UPDATE bank_grants SET revoked_at = now() WHERE id = $1", ended)

    async def grant(self, level: str, batches: list[UUID] | None, *, disputes: bool | None = None) -> None:
        """The bank is shown so much from now on."""
        grant = new_id()
        self.grants.append(grant)
        await self.owner.execute(
            "INSERT INTO bank_grants (id, creditor_id, bank_id, portfolio_id, batch_ids, level, shows_disputes, "
            "created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, now(), 'Hélène Roy')",
            grant,
            cast_id("bati-loire"),
            cast_id("lemanique"),
            self.portfolio_id,
            batches,
            level,
            level == "pseudonymous_cases" and (self.dice.random() < 0.7 if disputes is None else disputes),
        )

    async def look(self) -> None:
        """The bank asks for all that it may see; every figure must be a sum of what was told."""
        rows = await self.owner.fetch("SELECT * FROM bank_figures($1, now(), '10 minutes')", YANN.membership_id)
        await self._remember_sums()
        for grant in {row["grant_id"] for row in rows}:
            figures: Any = {(r["measure"], r["key"]): r["amount"] for r in rows if r["grant_id"] == grant}
            level = next(row["level"] for row in rows if row["grant_id"] == grant)
            if level == "totals":
                self.seen.values |= {amount for (name, _), amount in figures.items() if amount and "case" not in name}
                await self._is_sum_of_what_was_told(grant, figures)
            else:
                await self._remember_case_files(grant)

    async def _is_sum_of_what_was_told(self, grant: UUID, figures: dict[tuple[str, str], int]) -> None:
        told = await self.owner.fetchrow(_WITHIN, grant)
        whole = {name: figures.get((name, ""), 0) for name in ("placed", "collected", "outstanding", "case_files")}
        assert whole == dict(told), grant
        for total, parts in (
            ("placed", "month_placed"),
            ("collected", "month_collected"),
            ("outstanding", "ageing"),
            ("case_files", "stage_case_files"),
        ):
            assert sum(n for (name, _), n in figures.items() if name == parts) == whole[total], parts

    async def _remember_sums(self) -> None:
        """Each lot, tranche and crowd, as if the bank were told of it alone: it is told of sums of them."""
        for row in await self.owner.fetch(_PARTS):
            vector = self.seen.vectors.setdefault(f"{row['part']} {row['id']}", {})
            vector[row["kind"], row["fact"]] = row["n"]
        for row in await self.owner.fetch(_CROWDS):
            self.seen.vectors[f"crowd {row['case_files']}"] = {("case", one): 1 for one in row["case_files"].split()}

    async def _remember_case_files(self, grant: UUID) -> None:
        shown = await self.owner.fetch(
            "SELECT c.* FROM bank_grants g, granted_claims(g.portfolio_id, g.batch_ids) c WHERE g.id = $1", grant
        )
        self.seen.known |= {("claim", str(row["claim_id"])) for row in shown}
        told = await self.owner.fetch(_ROWS, YANN.membership_id, grant)
        names = await self.owner.fetch("SELECT pseudonym, case_file_id FROM bank_pseudonyms WHERE grant_id = $1", grant)
        case_of = {row["pseudonym"]: str(row["case_file_id"]) for row in names}
        self.seen.known |= {("case", case_of[row["pseudonym"]]) for row in told if row["is_known"]}

    async def facts(self) -> tuple[dict[str, dict[Fact, int]], dict[Fact, str], frozenset[Fact]]:
        """What was told as combinations of facts, whose each fact is, and which facts the bank was shown one by one.

        A claim is what is owed of it and its payments: what is paid in full is no fact of its own.
        """
        claims = {str(claim): debtor for claim, _, debtor in self.claims}
        net = {str(row["claim_id"]): row for row in await self.owner.fetch(_NET)}
        debtor_of: dict[Fact, str] = {("case", str(case)): name.split("/")[0] for name, case in self.cases.items()}
        known = {fact for fact in self.seen.known if fact[0] == "case"}
        parts: dict[str, dict[Fact, int]] = {}
        for row in net.values():
            claim = str(row["claim_id"])
            of_claim: dict[Fact, int] = {("paid", one): 1 for one in row["paid"]}
            if row["owed"]:
                of_claim["owed", claim] = 1
            parts[claim] = of_claim
            for fact in of_claim:
                debtor_of[fact] = claims[claim]
            for one in row["ever"]:
                debtor_of["paid", one] = claims[claim]
            if ("claim", claim) in self.seen.known:
                known |= of_claim.keys() | {("paid", one) for one in row["ever"]}
        vectors = {}
        for name, vector in self.seen.vectors.items():
            made: dict[Fact, int] = {}
            for (kind, of), n in vector.items():
                for atom, m in (parts[of] if kind == "claim" else {(kind, of): 1}).items():
                    made[atom] = made.get(atom, 0) + n * m
            vectors[name] = made
        return vectors, debtor_of, frozenset(known)

    async def single_amounts(self) -> dict[int, str]:
        """What an attacker would like to find: placed, paid and owed amounts of single debtors, now."""
        found: dict[int, str] = {}
        for row in await self.owner.fetch(_SINGLE):
            if row["n"]:
                found[row["n"]] = row["what"]
        return found


_WITHIN = """
WITH pools AS (
    SELECT p.id FROM bank_grants g JOIN told_pools p ON p.portfolio_id = g.portfolio_id
    WHERE g.id = $1 AND (g.batch_ids IS NULL OR p.batch_ids <@ g.batch_ids)
), sums AS (
    SELECT coalesce((SELECT sum(placed) FROM told_lots WHERE pool_id IN (SELECT id FROM pools)), 0)::bigint AS placed,
           coalesce((SELECT sum(amount) FROM told_tranches WHERE pool_id IN (SELECT id FROM pools)), 0)::bigint
               AS collected,
           (SELECT count(*) FROM told_case_files f JOIN told_crowds c ON c.id = f.crowd_id
            WHERE c.pool_id IN (SELECT id FROM pools)) AS case_files
)
SELECT placed, collected, placed - collected AS outstanding, case_files FROM sums
"""
# What of a case file a row tells, beside the amounts of claims.
_ROWS = """
SELECT pseudonym, num_nonnulls(stage, close_code, disputed) > 0 OR milestones <> '[]' AS is_known
FROM bank_case_files($1, $2, now(), NULL, 1000, '10 minutes')
"""
_PARTS = """
SELECT 'lot' AS part, lot_id::text AS id, 'claim' AS kind, claim_id::text AS fact, 1 AS n FROM told_claims
UNION ALL
SELECT 'tranche', tranche_id::text, 'paid', allocation_id::text, sum(CASE WHEN reversed THEN -1 ELSE 1 END)::int
FROM told_payments GROUP BY 2, 4
"""
_CROWDS = """
SELECT string_agg(case_file_id::text, ' ' ORDER BY case_file_id) AS case_files FROM told_case_files GROUP BY crowd_id
"""
_NET = """
SELECT c.id AS claim_id,
       coalesce(array_remove(array_agg(a.id::text) FILTER (WHERE back.allocation_id IS NULL), NULL), '{}') AS paid,
       coalesce(array_remove(array_agg(a.id::text), NULL), '{}') AS ever,
       c.principal > coalesce(sum(a.amount) FILTER (WHERE back.allocation_id IS NULL), 0) AS owed
FROM told_claims t JOIN claims c ON c.id = t.claim_id
LEFT JOIN (told_payments told JOIN allocations a ON a.id = told.allocation_id)
  ON a.claim_id = c.id AND NOT told.reversed
LEFT JOIN told_payments back ON back.allocation_id = a.id AND back.reversed
GROUP BY c.id
"""
_SINGLE = """
SELECT * FROM (
    SELECT d.reference || ' placed' AS what, sum(c.principal)::bigint AS n
    FROM claims c JOIN debtors d ON d.id = c.debtor_id GROUP BY d.reference
    UNION ALL
    SELECT d.reference || ' owes', sum(c.outstanding)::bigint
    FROM claims c JOIN debtors d ON d.id = c.debtor_id GROUP BY d.reference
    UNION ALL
    SELECT d.reference || ' paid', sum(c.paid)::bigint
    FROM claims c JOIN debtors d ON d.id = c.debtor_id GROUP BY d.reference
    UNION ALL
    SELECT d.reference || ' one claim', c.principal FROM claims c JOIN debtors d ON d.id = c.debtor_id
    UNION ALL
    SELECT d.reference || ' one payment', a.amount
    FROM allocations a JOIN claims c ON c.id = a.claim_id JOIN debtors d ON d.id = c.debtor_id
) singles WHERE n > 0
"""
