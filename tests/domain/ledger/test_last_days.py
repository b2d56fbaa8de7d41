"""Stored last days are those that the contact gate would compute: one rule, asked in two places."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import migrations
from tandem.casefiles.limitation import WITH_UNTIL, Interruption, LastDay, interrupting, last_day_of, law_of
from tandem.casefiles.models import CaseFile, Claim, ClaimNature, Debtor, InterruptionKind, Segment
from tandem.contacts.gate import ClaimFacts, RuleMissing, shipped_pack
from tandem.contacts.gate import ClaimNature as GateNature
from tandem.contacts.gate import Segment as GateSegment
from tandem.contacts.gate import last_day_of as gate_last_day_of
from tandem.entrypoints.demo import cast_id
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tandem.ledger import balances
from tandem.ledger.models import Allocation, Payment, PaymentSource
from tandem.organizations.actor import System
from tandem.placements.words import NATURES
from tests.support.builders import make_case

PACK = shipped_pack("fr")
SQL = Path(migrations.__file__).parent / "sql" / "0064" / "interruptions.sql"
# What wrote, once, which payment had moved a last day.
BACKFILL = "UPDATE claims" + SQL.read_text(encoding="utf-8").partition("UPDATE claims")[2]
days = st.dates(date(2008, 6, 19), date(2040, 12, 31))
acts_of_it = st.lists(st.tuples(st.integers(-30, 4000), st.sampled_from(InterruptionKind)), max_size=4)


def act(on: date, kind: InterruptionKind) -> Interruption:
    """What happened that day; a mediation went on for a hundred days, or goes on since an even one."""
    goes_on = kind is InterruptionKind.MEDIATION and on.toordinal() % 2 == 0
    return Interruption(on, kind, on + timedelta(days=100) if kind in WITH_UNTIL and not goes_on else None)


def day(last: LastDay | None) -> date | None:
    return last.day if last else None


@given(st.sampled_from(Segment), st.sampled_from(ClaimNature), days, acts_of_it)
def test_the_gate_and_the_balance_agree(
    segment: Segment, nature: ClaimNature, due_on: date, told: list[tuple[int, InterruptionKind]]
) -> None:
    acts = [act(due_on + timedelta(days=offset), kind) for offset, kind in told]
    facts = ClaimFacts(
        id=UUID(int=1),
        outstanding=Money(1, "EUR"),
        segment=GateSegment(segment.value),
        nature=GateNature(nature.value),
        due_on=due_on,
        mandated=True,
        opening_letter_posted_on=None,
        interruptions=tuple(acts),
    )

    try:
        judged = gate_last_day_of(facts, PACK.profile_for([facts.segment], "FR", due_on), "FR")
    except RuleMissing:  # a rent due before its row begins
        judged = None
    assert day(last_day_of(segment, nature, due_on, acts, law="FR")) == judged


@given(st.sampled_from(Segment), st.sampled_from(ClaimNature), days, acts_of_it)
def test_what_moved_it_counts_and_nothing_that_came_later_does(
    segment: Segment, nature: ClaimNature, due_on: date, told: list[tuple[int, InterruptionKind]]
) -> None:
    acts = [act(due_on + timedelta(days=offset), kind) for offset, kind in told]
    kinds = interrupting(segment, nature, due_on, law="FR")

    last = last_day_of(segment, nature, due_on, acts, law="FR")

    if last is None:
        return
    # Every act that counts came between the due day and the last day that is left of it, so a row after that is idle.
    counting = [act for act in acts if act.kind in kinds and act.on >= due_on]
    counting = [act for act in counting if last.day is None or act.on <= last.day]
    assert last == last_day_of(segment, nature, due_on, counting, law="FR")
    assert last.moved_by is None or last.moved_by in counting


def test_a_claim_is_of_what_the_gate_knows() -> None:
    assert [nature.value for nature in ClaimNature] == [nature.value for nature in GateNature] == list(NATURES)


CONSUMER, PRO = Segment.CONSUMER, Segment.PROFESSIONAL
GENERAL, CREDIT = ClaimNature.GENERAL, ClaimNature.CONSUMER_CREDIT
DUE, PAID_ON = date(2025, 1, 15), date(2026, 5, 10)
PAID = Interruption(PAID_ON, InterruptionKind.PART_PAYMENT)
LETTER = Interruption(date(2026, 12, 1), InterruptionKind.WRITTEN_DEMAND)
OWNED_UP = Interruption(PAID_ON, InterruptionKind.ACKNOWLEDGEMENT)
SUED = Interruption(PAID_ON, InterruptionKind.COURT_CLAIM)
SEIZED = Interruption(PAID_ON, InterruptionKind.ENFORCEMENT)
TOO_LATE = Interruption(date(2027, 1, 16), InterruptionKind.ACKNOWLEDGEMENT)
ANEW = date(2028, 5, 10)
MEDIATED = Interruption(date(2026, 10, 1), InterruptionKind.MEDIATION, date(2026, 12, 1))
LONG_BEFORE = Interruption(date(2025, 3, 1), InterruptionKind.MEDIATION, date(2025, 3, 31))
NEAR_THE_END = Interruption(date(2027, 1, 10), InterruptionKind.MEDIATION, date(2027, 2, 10))
OVER_THE_END = Interruption(date(2027, 1, 15), InterruptionKind.MEDIATION, date(2027, 8, 31))
AGAIN = Interruption(date(2026, 11, 1), InterruptionKind.MEDIATION, date(2027, 1, 1))
GOES_ON = Interruption(date(2026, 10, 1), InterruptionKind.MEDIATION)
MEANWHILE = Interruption(date(2026, 11, 1), InterruptionKind.ACKNOWLEDGEMENT)
# Compliance notes §1.3: segment, nature, due day, acts, last day, what moved it.
VECTORS = {
    "between professionals": (PRO, GENERAL, date(2022, 3, 31), [], date(2027, 3, 31), None),
    "a consumer": (CONSUMER, GENERAL, DUE, [], date(2027, 1, 15), None),
    "a part payment (C. civ. 2240)": (CONSUMER, GENERAL, DUE, [PAID], ANEW, PAID),
    "a registered letter (Cass. com. 20-23.204)": (CONSUMER, GENERAL, DUE, [LETTER], date(2027, 1, 15), None),
    "telephone": (CONSUMER, ClaimNature.TELECOM, date(2026, 1, 31), [], date(2027, 1, 31), None),
    "an acknowledgement (C. civ. 2240)": (CONSUMER, GENERAL, DUE, [OWNED_UP], ANEW, OWNED_UP),
    "a claim in court (C. civ. 2241)": (CONSUMER, GENERAL, DUE, [SUED], ANEW, SUED),
    "an act of enforcement (C. civ. 2244)": (CONSUMER, GENERAL, DUE, [SEIZED], ANEW, SEIZED),
    # Of a consumer's two years 106 days are left on 1 October: less than six months.
    "a mediation leaves six months at least (C. civ. 2238)": (
        CONSUMER,
        GENERAL,
        DUE,
        [MEDIATED],
        date(2027, 6, 1),
        MEDIATED,
    ),
    # Thirty days did not count.
    "a mediation with more than that left": (CONSUMER, GENERAL, DUE, [LONG_BEFORE], date(2027, 2, 14), LONG_BEFORE),
    "a mediation days before the end": (CONSUMER, GENERAL, DUE, [NEAR_THE_END], date(2027, 8, 10), NEAR_THE_END),
    "six months from the 31st": (CONSUMER, GENERAL, DUE, [OVER_THE_END], date(2028, 2, 29), OVER_THE_END),
    "a mediation of what is barred": (
        CONSUMER,
        GENERAL,
        DUE,
        [Interruption(date(2027, 1, 16), InterruptionKind.MEDIATION, date(2027, 3, 1))],
        date(2027, 1, 15),
        None,
    ),
    # No day stands still twice: the clock runs again on 1 January.
    "two mediations that overlap": (CONSUMER, GENERAL, DUE, [MEDIATED, AGAIN], date(2027, 7, 2), AGAIN),
    "a mediation that goes on": (CONSUMER, GENERAL, DUE, [GOES_ON, MEANWHILE], None, GOES_ON),
    # The new period runs from the end of the mediation (C. civ. 2230).
    "an acknowledgement in a mediation": (CONSUMER, GENERAL, DUE, [MEDIATED, MEANWHILE], date(2028, 12, 1), MEANWHILE),
    "a mediation about a consumer credit (C. civ. 2220)": (CONSUMER, CREDIT, DUE, [MEDIATED], date(2027, 1, 15), None),
    "an acknowledgement of what is barred": (CONSUMER, GENERAL, DUE, [TOO_LATE], date(2027, 1, 15), None),
    "on the last day itself": (
        CONSUMER,
        GENERAL,
        DUE,
        [Interruption(date(2027, 1, 15), InterruptionKind.ACKNOWLEDGEMENT)],
        date(2029, 1, 15),
        Interruption(date(2027, 1, 15), InterruptionKind.ACKNOWLEDGEMENT),
    ),
    "after the last day, but in time by an earlier act": (
        CONSUMER,
        GENERAL,
        DUE,
        [TOO_LATE, PAID],
        date(2029, 1, 16),
        TOO_LATE,
    ),
    "before it was due": (
        CONSUMER,
        GENERAL,
        DUE,
        [Interruption(date(2025, 1, 14), InterruptionKind.ACKNOWLEDGEMENT)],
        date(2027, 1, 15),
        None,
    ),
    "forclusion: a part payment (R312-35)": (CONSUMER, CREDIT, DUE, [PAID], date(2027, 1, 15), None),
    "forclusion: an acknowledgement (R312-35)": (CONSUMER, CREDIT, DUE, [OWNED_UP], date(2027, 1, 15), None),
    "forclusion: a claim in court": (CONSUMER, CREDIT, DUE, [SUED, PAID], ANEW, SUED),
    "a public buyer, from January": (Segment.PUBLIC_BUYER, GENERAL, date(2026, 4, 1), [], date(2030, 12, 31), None),
    "a public buyer: a written demand (loi 68-1250, art. 2)": (
        Segment.PUBLIC_BUYER,
        GENERAL,
        date(2022, 4, 1),
        [LETTER],
        date(2030, 12, 31),
        LETTER,
    ),
    "acts told in any order": (
        CONSUMER,
        GENERAL,
        DUE,
        [Interruption(date(2028, 1, 1), InterruptionKind.PART_PAYMENT), OWNED_UP],
        date(2030, 1, 1),
        Interruption(date(2028, 1, 1), InterruptionKind.PART_PAYMENT),
    ),
}


@pytest.mark.parametrize(
    ("segment", "nature", "due_on", "acts", "last", "moved_by"), VECTORS.values(), ids=VECTORS.keys()
)
def test_the_last_day(
    segment: Segment,
    nature: ClaimNature,
    due_on: date,
    acts: list[Interruption],
    last: date | None,
    moved_by: Interruption | None,
) -> None:
    assert last_day_of(segment, nature, due_on, acts, law="FR") == LastDay(last, moved_by)


def test_before_any_rule_that_the_pack_knows_nothing_is_guessed() -> None:
    assert last_day_of(PRO, GENERAL, date(2005, 1, 1), law="FR") is None


def found(on: date, last: date) -> Interruption:
    return Interruption(on, InterruptionKind.STATED_LAST_DAY, last)


@pytest.mark.parametrize(
    ("acts", "last"),
    [
        ([], None),
        ([PAID, MEDIATED], None),
        ([found(date(2026, 1, 1), date(2028, 1, 15))], date(2028, 1, 15)),
        ([found(date(2026, 2, 1), date(2027, 1, 1)), found(date(2026, 1, 1), date(2028, 1, 15))], date(2027, 1, 1)),
        ([found(date(2026, 1, 1), date(2028, 1, 15)), found(date(2026, 1, 1), date(2027, 1, 1))], date(2027, 1, 1)),
    ],
    ids=["nobody found one", "what moves others moves nothing", "found", "found later", "two of one day: the earlier"],
)
def test_where_another_law_sets_it_the_last_day_is_the_one_that_was_found(
    acts: list[Interruption], last: date | None
) -> None:
    assert day(last_day_of(CONSUMER, GENERAL, DUE, acts, law="US")) == last


_BY_LAW = {InterruptionKind.ACKNOWLEDGEMENT, InterruptionKind.PART_PAYMENT, InterruptionKind.COURT_CLAIM}


@pytest.mark.parametrize(
    ("law", "segment", "nature", "kinds"),
    [
        ("FR", CONSUMER, GENERAL, _BY_LAW | {InterruptionKind.ENFORCEMENT, InterruptionKind.MEDIATION}),
        ("FR", CONSUMER, CREDIT, {InterruptionKind.COURT_CLAIM, InterruptionKind.ENFORCEMENT}),
        ("FR", Segment.PUBLIC_BUYER, GENERAL, set(InterruptionKind) - WITH_UNTIL),
        ("GB", CONSUMER, GENERAL, _BY_LAW),
        ("US", CONSUMER, GENERAL, {InterruptionKind.STATED_LAST_DAY}),
        ("CH", CONSUMER, GENERAL, set()),
    ],
)
def test_what_interrupts_is_the_packs(
    law: str, segment: Segment, nature: ClaimNature, kinds: set[InterruptionKind]
) -> None:
    assert interrupting(segment, nature, DUE, law=law) == kinds


@pytest.mark.parametrize(
    ("source", "segment", "nature", "last"),
    [
        ("C. conso. L218-2", Segment.CONSUMER, ClaimNature.GENERAL, date(2027, 1, 15)),
        ("CPCE L34-2", Segment.CONSUMER, ClaimNature.TELECOM, date(2026, 1, 15)),
        ("CPCE L34-2: for both", Segment.PROFESSIONAL, ClaimNature.TELECOM, date(2026, 1, 15)),
        ("C. com. L133-6", Segment.CONSUMER, ClaimNature.TRANSPORT, date(2026, 1, 15)),
        ("C. com. L133-6: for both", Segment.PROFESSIONAL, ClaimNature.TRANSPORT, date(2026, 1, 15)),
        ("loi 89-462, art. 7-1", Segment.CONSUMER, ClaimNature.RENT, date(2028, 1, 15)),
        ("C. com. L110-4: rent of a business", Segment.PROFESSIONAL, ClaimNature.RENT, date(2030, 1, 15)),
        ("C. conso. R312-35", Segment.CONSUMER, ClaimNature.CONSUMER_CREDIT, date(2027, 1, 15)),
    ],
)
def test_what_a_claim_is_for_decides_its_period(source: str, segment: Segment, nature: ClaimNature, last: date) -> None:
    assert day(last_day_of(segment, nature, DUE, law="FR")) == last, source


@pytest.mark.parametrize(
    ("law", "last"), [("IE", date(2029, 3, 31)), ("BE", None), ("US", None), ("GB", None), ("CH", None)]
)
def test_a_telephone_bill_elsewhere_has_the_period_of_contracts_or_none_that_is_known(
    law: str, last: date | None
) -> None:
    assert day(last_day_of(Segment.CONSUMER, ClaimNature.TELECOM, date(2023, 3, 31), law=law)) == last


@pytest.mark.parametrize(
    ("law", "segment", "last"),
    [
        ("FR", Segment.CONSUMER, date(2025, 3, 31)),
        ("BE", Segment.CONSUMER, date(2033, 3, 31)),
        ("IE", Segment.CONSUMER, date(2029, 3, 31)),
        ("IE", Segment.PROFESSIONAL, date(2029, 3, 31)),
        ("BE", Segment.PROFESSIONAL, None),  # the pack has no rules for it
        ("US", Segment.CONSUMER, None),  # the states set it
        ("GB", Segment.CONSUMER, None),  # Scotland has another
        ("CH", Segment.CONSUMER, None),  # no pack
    ],
)
def test_each_law_has_its_own_and_what_is_not_known_is_not_guessed(
    law: str, segment: Segment, last: date | None
) -> None:
    assert day(last_day_of(segment, ClaimNature.GENERAL, date(2023, 3, 31), law=law)) == last


def test_a_consumer_has_the_law_of_home_and_others_the_creditors() -> None:
    assert law_of(Segment.CONSUMER, debtor="IE", creditor="FR") == "IE"
    assert law_of(Segment.PROFESSIONAL, debtor="IE", creditor="FR") == "FR"


async def test_the_balance_writes_the_last_day_of_the_debtors_country(db: None) -> None:
    agency = System(cast_id("lenoir"))
    found = {}
    for country in ("FR", "IE", "US"):
        made = await make_case(segment=Segment.CONSUMER, due_on=date(2025, 3, 31))
        async with transaction(agency):
            await Debtor.filter(id=made.case_file.debtor_id).update(country=country)
            await balances.refresh(made.case_file.id)
            claim, case_file = await Claim.get(id=made.claims[0].id), await CaseFile.get(id=made.case_file.id)
        found[country] = (claim.last_day, case_file.last_day)

    assert found == {
        "FR": (date(2027, 3, 31), date(2027, 3, 31)),
        "IE": (date(2031, 3, 31), date(2031, 3, 31)),
        "US": (None, None),
    }


async def test_the_balance_writes_the_last_day_of_what_each_claim_is_for(db: None) -> None:
    agency = System(cast_id("lenoir"))
    made = await make_case(amounts=(100_00, 100_00), segment=Segment.CONSUMER, due_on=date(2026, 3, 31))
    async with transaction(agency):
        await Claim.filter(id=made.claims[0].id).update(nature=ClaimNature.TELECOM)
        await balances.refresh(made.case_file.id)
        telephone, ordinary = [(await Claim.get(id=claim.id)).last_day for claim in made.claims]

    assert (telephone, ordinary) == (date(2027, 3, 31), date(2028, 4, 1))


@pytest.mark.parametrize(
    ("segment", "nature", "due_on", "paid_on"),
    [
        (Segment.PROFESSIONAL, ClaimNature.GENERAL, date(2024, 3, 31), [date(2025, 6, 1), date(2025, 5, 10)]),
        (Segment.PROFESSIONAL, ClaimNature.GENERAL, date(2023, 3, 31), [date(2024, 2, 29)]),
        (Segment.PROFESSIONAL, ClaimNature.CONSUMER_CREDIT, date(2024, 3, 31), [date(2025, 5, 10)]),
        (Segment.CONSUMER, ClaimNature.CONSUMER_CREDIT, date(2024, 3, 5), [date(2025, 3, 5)]),
        (Segment.CONSUMER, ClaimNature.GENERAL, date(2020, 1, 15), [date(2023, 1, 1)]),
        (Segment.CONSUMER, ClaimNature.GENERAL, date(2024, 1, 15), [date(2024, 1, 15)]),
        # Public buyers' years are whole ones: paying in that of the due day moves nothing.
        (Segment.PUBLIC_BUYER, ClaimNature.GENERAL, date(2024, 3, 31), [date(2024, 6, 1)]),
        (Segment.PUBLIC_BUYER, ClaimNature.GENERAL, date(2024, 3, 31), [date(2024, 6, 1), date(2025, 1, 5)]),
    ],
)
async def test_what_had_moved_last_days_before_claims_said_so_is_what_balances_say(
    db: None, segment: Segment, nature: ClaimNature, due_on: date, paid_on: list[date]
) -> None:
    made = await make_case(segment=segment, nature=nature, due_on=due_on)
    [claim] = made.claims
    async with transaction(System(cast_id("lenoir"))):
        for received_on in paid_on:
            await _paid(claim, received_on)
        await balances.refresh(made.case_file.id)
        by_balances = await _moved_by(claim)
        await Claim.filter(id=claim.id).update(interrupted_by=None, interrupted_on=None)

        await database.execute(BACKFILL)

        assert await _moved_by(claim) == by_balances


async def _paid(claim: Claim, received_on: date) -> None:
    sides = {"agency_id": claim.agency_id, "creditor_id": claim.creditor_id}
    payment = await Payment.create(
        **sides,
        case_file_id=claim.case_file_id,
        amount=1_00,
        currency="EUR",
        received_on=received_on,
        source=PaymentSource.AGENCY,
        recorded_at=clock.now(),
        recorded_by="Awa Diallo",
    )
    await Allocation.create(**sides, payment_id=payment.id, claim_id=claim.id, amount=1_00)


async def _moved_by(claim: Claim) -> tuple[object, object]:
    found = await Claim.get(id=claim.id)
    return found.interrupted_by, found.interrupted_on
