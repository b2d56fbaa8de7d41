"""Who counts as one debtor of a creditor: whoever a company or a customer reference connects, at whatever agencies."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import NamedTuple

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.placements.company_numbers import company_of
from tandem.reporting.bank import bank_dashboard_for
from tests.domain.reporting.portfolios import PlacedPortfolio, placed_batch, write, written_claim

YANN = actor_of_cast("yann")
MANDATES = {"lenoir": "MR-2026-001", "atlas": "AT-2026-021"}
SIREN, OTHER = "732829320", "552100554"
ESTABLISHMENTS = [SIREN + end for end in ("00074", "00082", "00090", "00108", "00116")]


class OnFile(NamedTuple):
    """A debtor as an agency has it on file."""

    agency: str
    reference: str
    number: str | None = None


@pytest.fixture
async def owner(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.owner)
    yield connection
    await connection.close()


async def put_on_file(owner: asyncpg.Connection, debtors: Iterable[OnFile]) -> PlacedPortfolio:
    """A case file of 100.00 for each debtor, in one batch at each agency, opened to a bank as totals."""
    portfolio, today = PlacedPortfolio([]), clock.today()
    await write(owner, portfolio)
    creditor = cast_id("bati-loire")
    batches = {
        agency: await placed_batch(owner, portfolio.id, today, agency=agency, mandate=mandate)
        for agency, mandate in MANDATES.items()
    }
    for agency, reference, number in debtors:
        debtor_id, case_id = new_id(), new_id()
        await owner.execute(
            "INSERT INTO debtors (id, agency_id, creditor_id, reference, company_number, name, language, country) "
            "VALUES ($1, $2, $3, $4, $5, $4, 'fr', 'FR')",
            debtor_id,
            cast_id(agency),
            creditor,
            reference,
            number,
        )
        await owner.execute(
            "INSERT INTO case_files (id, agency_id, creditor_id, mandate_id, portfolio_id, batch_id, debtor_id, "
            "reference, stage, currency, principal, interest, indemnities, accessories, paid, outstanding, "
            "claim_count, placed_at, name_sort, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'amicable', 'EUR', "
            "10000, 0, 0, 0, 0, 10000, 1, now(), '', '')",
            case_id,
            cast_id(agency),
            creditor,
            cast_id(MANDATES[agency]),
            portfolio.id,
            batches[agency],
            debtor_id,
            str(case_id)[-12:],
        )
        await written_claim(owner, case_id, batches[agency], today - timedelta(days=10), 100_00)
    return portfolio


async def as_one(owner: asyncpg.Connection) -> set[frozenset[OnFile]]:
    """Who counts as one with whom, as the figures count."""
    found = defaultdict(set)
    for row in await owner.fetch(
        "SELECT who.debtor, o.id AS agency, d.reference, d.company_number FROM told_debtors($1) who "
        "JOIN case_files cf ON cf.id = who.case_file_id JOIN debtors d ON d.id = cf.debtor_id "
        "JOIN organizations o ON o.id = d.agency_id",
        cast_id("bati-loire"),
    ):
        agency = next(name for name in MANDATES if cast_id(name) == row["agency"])
        found[row["debtor"]].add(OnFile(agency, row["reference"], row["company_number"]))
    return {frozenset(same) for same in found.values()}


@pytest.mark.parametrize(
    "debtors",
    [
        [OnFile("lenoir", f"C{n}", number) for n, number in enumerate(ESTABLISHMENTS)],
        [OnFile("lenoir", "C1", SIREN), OnFile("atlas", "D1", ESTABLISHMENTS[0])],
        [OnFile("lenoir", "C1", SIREN), OnFile("atlas", "C1")],
        [OnFile("lenoir", "C1", SIREN), OnFile("atlas", "C1", OTHER)],
        [OnFile("lenoir", "C1", SIREN), OnFile("atlas", "C1"), OnFile("atlas", "C2", ESTABLISHMENTS[3])],
        [
            OnFile("lenoir", "C1", SIREN),
            OnFile("atlas", "C1", OTHER),
            OnFile("lenoir", "C2", OTHER + "00013"),
            OnFile("atlas", "C2", "404833048"),
            OnFile("lenoir", "C3", "404833048"),
        ],
    ],
    ids=[
        "establishments",
        "siren and siret",
        "one without a number",
        "one reference of two companies",
        "by both",
        "a chain",
    ],
)
async def test_who_is_connected_is_one(owner: asyncpg.Connection, debtors: list[OnFile]) -> None:
    await put_on_file(owner, debtors)

    assert await as_one(owner) == {frozenset(debtors)}


@pytest.mark.parametrize(
    "numbers",
    [("CHE123456789", "CHE123456780"), ("0403170701", "0403170702"), ("12345678901", "12345678902"), (SIREN, OTHER)],
)
async def test_numbers_of_other_countries_stay_whole(owner: asyncpg.Connection, numbers: tuple[str, str]) -> None:
    debtors = [OnFile("lenoir", f"C{n}", number) for n, number in enumerate(numbers)]
    await put_on_file(owner, debtors)

    assert await as_one(owner) == {frozenset([one]) for one in debtors}


@pytest.mark.parametrize("seed", range(4))
async def test_it_equals_a_plain_walk_from_one_to_the_next(owner: asyncpg.Connection, seed: int) -> None:
    dice = random.Random(seed)
    numbers = [None, *(f"{100_000_000 + n}{end}" for n in range(12) for end in ("", "00013"))]
    debtors = [
        OnFile(agency, f"C{n}", dice.choice(numbers)) for agency in MANDATES for n in range(24) if dice.random() < 0.6
    ]
    await put_on_file(owner, debtors)

    assert await as_one(owner) == _walked(debtors)


def _walked(debtors: list[OnFile]) -> set[frozenset[OnFile]]:
    found, left = set(), set(debtors)
    while left:
        reached, edge = set(), {left.pop()}
        while edge:
            one = edge.pop()
            reached.add(one)
            same = {other for other in left if other.reference == one.reference or _company(other) == _company(one)}
            left -= same
            edge |= same
        found.add(frozenset(reached))
    return found


def _company(one: OnFile) -> object:
    return company_of(one.number) if one.number else one


async def test_a_long_chain_takes_no_longer_than_its_length(owner: asyncpg.Connection) -> None:
    """Each reference names another company at each agency, as after a renumbering: all of them are connected."""
    debtors = [
        OnFile(agency, f"C{n:04}", f"{100_000_000 + n + shift}")
        for shift, agency in enumerate(MANDATES)
        for n in range(400)
    ]
    await put_on_file(owner, debtors)

    async with owner.transaction():
        await owner.execute("SET LOCAL statement_timeout = '2s'")
        found = await as_one(owner)

    assert found == {frozenset(debtors)}


async def test_an_erased_person_is_nobody(owner: asyncpg.Connection) -> None:
    await put_on_file(owner, [OnFile("lenoir", "C1", SIREN), OnFile("lenoir", "C2")])
    await owner.execute(
        "UPDATE case_files SET erased_at = now(), stage = 'closed', close_code = 'other' "
        "FROM debtors d WHERE d.id = debtor_id AND d.reference = 'C1'"
    )

    told = await owner.fetch("SELECT debtor FROM told_debtors($1) ORDER BY debtor", cast_id("bati-loire"))

    assert [row["debtor"] for row in told] == ["reference C2", None]


@pytest.mark.parametrize(
    ("debtors", "withheld"),
    [
        ([OnFile("lenoir", f"C{n}", number) for n, number in enumerate(ESTABLISHMENTS)], True),
        ([OnFile("lenoir", f"C{n}", f"{SIREN[:8]}{n}00013") for n in range(5)], False),
        (
            [OnFile("lenoir", "C1", SIREN), OnFile("atlas", "C1")] + [OnFile("lenoir", f"D{n}") for n in range(3)],
            True,
        ),
    ],
    ids=["five establishments", "five companies", "four of which one is twice"],
)
async def test_a_bank_is_told_over_five_debtors_and_not_five_names_of_one(
    owner: asyncpg.Connection, debtors: list[OnFile], withheld: bool
) -> None:
    await put_on_file(owner, debtors)

    assert [opened.withheld for opened in (await bank_dashboard_for(YANN)).portfolios] == [withheld]


@pytest.mark.parametrize(
    "number",
    ["", SIREN, *ESTABLISHMENTS, "0403170701", "CHE123456789", "DE123456789", "1234567890123", "123456789012345"],
)
async def test_the_database_reads_a_company_as_placements_do(owner: asyncpg.Connection, number: str) -> None:
    assert (await owner.fetchval("SELECT company_of($1)", number) or "") == company_of(number)
