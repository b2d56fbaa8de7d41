"""Whatever a bank was told, of whatever grants and whenever: no sum and no difference points at a few debtors."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import combinations_with_replacement

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tests.domain.reporting.attack import Fact, isolated
from tests.domain.reporting.histories import History

STEPS = 26


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_nothing_that_a_bank_was_ever_told_isolates_fewer_than_five_debtors(
    shared_database: DatabaseUrls, seed: int
) -> None:
    history = await _lived(shared_database, seed)

    assert isolated(history.vectors.values(), history.debtor_of, history.known) == set(), seed
    assert history.found == [], seed


async def test_enough_is_told_to_be_worth_looking_at(shared_database: DatabaseUrls) -> None:
    told = Counter[str]()
    for seed in range(6):
        history = await _lived(shared_database, seed)
        told.update(name.split()[0] for name in history.vectors)

    assert min(told[part] for part in ("lot", "tranche", "crowd")) >= 6, told


@pytest.mark.parametrize(
    ("function", "rule", "weaker"),
    [
        ("tell_payments", ">= 5 + count", ">= 1 + count"),
        ("tellable_payments", "<= 5 - owing", "<= 0 - owing"),
        ("tell_moves", "NOT stays AND debtors >= 5", "NOT stays AND debtors >= 1"),
        ("tell_moves", "left_behind >= 5", "left_behind >= 1"),
        ("tell_claims", "HAVING count(DISTINCT u.debtor) >= 5", "HAVING count(DISTINCT u.debtor) >= 1"),
        ("granted_claims", "HAVING bool_and(shown)", "HAVING bool_or(shown)"),
        ("company_of", '"left"(number, 9)', "number"),
    ],
)
@pytest.mark.timeout(600)  # up to eighty histories, each lived whole: on a busy machine that is minutes
async def test_each_part_of_the_rule_is_needed(
    shared_database: DatabaseUrls, function: str, rule: str, weaker: str
) -> None:
    """With any part of it weakened, the attack soon finds somebody."""
    for seed in range(80):
        history = await _lived(shared_database, seed, (function, rule, weaker))
        if isolated(history.vectors.values(), history.debtor_of, history.known):
            return
    pytest.fail(f"{function} does without: {rule}")


_DISPUTES = ("bank_case_files", "g.shows_disputes AND s.stage_known", "g.shows_disputes")


@pytest.mark.parametrize("weakened", [None, _DISPUTES])
async def test_disputes_that_a_factor_sees_less_those_that_are_counted_leave_nobody(
    shared_database: DatabaseUrls, weakened: tuple[str, str, str] | None
) -> None:
    """Six of seven case files are disputed; a factor sees the claims that another placement added to five of them."""
    async with _history(shared_database, 1, weakened) as history:
        await history.open_portfolio()
        await history.place([(number, 1) for number in range(11)])
        financed = await history.place([(number, 1) for number in range(5)])
        await history.dispute([history.cases[f"D-{number}/1"] for number in range(6)])
        await history.grant("pseudonymous_cases", [financed], disputes=True)
        await history.look()

        vectors, debtor_of, known = await history.facts()

    assert any(len(vector) == 6 for name, vector in vectors.items() if name.startswith("crowd"))
    assert ("D-5" in isolated(vectors.values(), debtor_of, known)) is (weakened is not None)


@dataclass(frozen=True)
class Told:
    """What the bank was told in one history, as combinations of facts, and the single amounts it came upon by value."""

    vectors: dict[str, dict[Fact, int]]
    debtor_of: dict[Fact, str]
    known: frozenset[Fact]
    found: list[str]


async def _lived(urls: DatabaseUrls, seed: int, weakened: tuple[str, str, str] | None = None) -> Told:
    """A history with a bank that looks after every step; nothing of it stays."""
    async with _history(urls, seed, weakened) as history:
        await history.begin()
        for _ in range(STEPS):
            await history.step()
        return Told(*await history.facts(), _found(history.seen.values, await history.single_amounts()))


@asynccontextmanager
async def _history(
    urls: DatabaseUrls, seed: int, weakened: tuple[str, str, str] | None = None
) -> AsyncIterator[History]:
    owner = await asyncpg.connect(urls.owner)
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id("lemanique")))
        if weakened is not None:
            await _weaken(owner, *weakened)
        yield History(owner, random.Random(seed))
    finally:
        await transaction.rollback()
        await owner.close()


async def _weaken(owner: asyncpg.Connection, function: str, rule: str, weaker: str) -> None:
    source = await owner.fetchval("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = $1", function)
    assert rule in source
    await owner.execute(source.replace(rule, weaker))


def _found(values: set[int], singles: dict[int, str]) -> list[str]:
    """Amounts of single debtors that are a figure, a sum or a difference of two, by value alone."""
    made = values | {a + b for a, b in combinations_with_replacement(values, 2)}
    made |= {abs(a - b) for a in values for b in values}
    return [singles[amount] for amount in made & singles.keys()]


def test_the_attack_finds_who_is_left_when_all_others_are_taken_away() -> None:
    debtor_of: dict[Fact, str] = {("owed", str(n)): f"D-{n}" for n in range(9)}
    everybody = dict.fromkeys(debtor_of, 1)
    all_but_three = {fact: 1 for fact in debtor_of if fact[1] not in "012"}

    assert isolated([everybody], debtor_of) == set()
    assert isolated([everybody, all_but_three], debtor_of) >= {"D-0", "D-1", "D-2"}


def test_the_attack_takes_away_what_was_shown_one_by_one() -> None:
    debtor_of: dict[Fact, str] = {("owed", str(n)): f"D-{n}" for n in range(6)}
    shown = frozenset(fact for fact in debtor_of if fact[1] in "012")

    assert isolated([dict.fromkeys(debtor_of, 1)], debtor_of, shown) >= {"D-3", "D-4", "D-5"}
