"""What must be sent first, by the law of the agency and of the debtor: badge, queue and gate say the same."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tandem.casefiles.badges import CaseBadge, badges_by_case_file
from tandem.casefiles.listing import CaseFileFilter
from tandem.casefiles.models import Segment, Stage
from tandem.contacts.commands import record_received_call
from tandem.contacts.models import AttemptState, Channel, Purpose
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.worklist.next_action import NextActionKind
from tandem.worklist.queries import WorklistItem, worklist_for
from tests.domain.casefiles.test_listing import listed
from tests.domain.contacts_db.test_jurisdictions import asked
from tests.domain.worklist.test_worklist import attempt
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
LETTER, REMINDER = CaseBadge.LETTER_DUE, CaseBadge.REMINDER_DUE


class Countries:
    """Where agency and debtors are, as their own administration or the creditor says."""

    def __init__(self, owner: asyncpg.Connection) -> None:
        self._owner = owner

    async def agency_in(self, country: str) -> None:
        await self._owner.execute("UPDATE organizations SET country = $1 WHERE id = $2", country, cast_id("lenoir"))

    async def debtor_in(self, country: str, **made: Any) -> MadeCase:
        """A consumer, to whom nothing was sent yet."""
        case = await make_case(**({"stage": Stage.ACCEPTED, "segment": Segment.CONSUMER} | made))
        await self._owner.execute("UPDATE debtors SET country = $1 WHERE id = $2", country, case.case_file.debtor_id)
        return case


@pytest.fixture
async def countries(committed: DatabaseUrls) -> AsyncIterator[Countries]:
    owner = await asyncpg.connect(committed.owner)
    yield Countries(owner)
    await owner.close()


async def sent(made: MadeCase, state: AttemptState, purpose: Purpose, claim: int = 0) -> None:
    """An e-mail that left, about one claim."""
    about = {"claims": [[str(made.claims[claim].id), 1]], "sending_at": clock.now()}
    await attempt(made, state, channel=Channel.EMAIL, contact_point=made.email, purpose=purpose, **about)


async def badges(made: MadeCase) -> list[CaseBadge]:
    """As both sides read them, in lists as on the page."""
    key = made.case_file.id
    of_agency, of_creditor = [(await badges_by_case_file(one, [key]))[key] for one in (AWA, HELENE)]
    assert of_agency == of_creditor
    for badge in (LETTER, REMINDER):
        found = {one.id for one in await listed(CaseFileFilter(badge=badge))}
        assert (key in found) == (badge in of_agency)
    return of_agency


async def row(made: MadeCase) -> WorklistItem:
    page = await worklist_for(AWA, 50, None, None)
    return next(item for _, item in page.items if item.case_file.id == made.case_file.id)


async def reasons(made: MadeCase) -> set[str]:
    return {reason.code for reason in (await row(made)).reasons} & {"WORK_LETTER_DUE", "WORK_REMINDER_DUE"}


async def stopped_for(made: MadeCase) -> set[str]:
    """What must come first, in the gate's words about an e-mail that demands."""
    return {str(code) for code in (await asked(made)).codes} & {"FR_FIRST_LETTER_MISSING", "BE_FIRST_REMINDER_MISSING"}


async def test_a_french_agency_owes_its_letter_wherever_the_debtor_is(countries: Countries) -> None:
    for country in ("FR", "BE", "GB", "US"):
        made = await countries.debtor_in(country)

        assert (await badges(made), await reasons(made)) == ([LETTER], {"WORK_LETTER_DUE"}), country
        assert (await row(made)).next_action.kind is NextActionKind.SEND_OPENING_LETTER


async def test_an_agency_elsewhere_owes_what_the_debtors_country_wants(countries: Countries) -> None:
    await countries.agency_in("IE")
    expected = {"FR": [LETTER], "BE": [REMINDER], "GB": [], "IE": [], "US": [], "CH": []}

    made = {country: await countries.debtor_in(country) for country in expected}
    company = await countries.debtor_in("BE", segment=Segment.PROFESSIONAL)

    assert {country: await badges(one) for country, one in made.items()} == expected
    assert await reasons(made["BE"]) == {"WORK_REMINDER_DUE"}
    assert await reasons(made["GB"]) == set()
    assert (await row(made["GB"])).next_action.kind is NextActionKind.CALL
    next_action = (await row(made["BE"])).next_action
    assert (next_action.kind, next_action.message("en")) == (NextActionKind.REMIND, "Send the free first reminder")
    assert await badges(company) == []
    wanted = {"FR": {"FR_FIRST_LETTER_MISSING"}, "BE": {"BE_FIRST_REMINDER_MISSING"}, "GB": set[str]()}
    assert {country: await stopped_for(made[country]) for country in wanted} == wanted


async def test_the_belgian_reminder_is_due_for_each_claim_until_it_was_sent(countries: Countries) -> None:
    await countries.agency_in("BE")
    made = await countries.debtor_in("BE", amounts=(100_00, 200_00))
    await sent(made, AttemptState.ACCEPTED, Purpose.FIRST_REMINDER)
    assert await badges(made) == [REMINDER]
    await sent(made, AttemptState.FAILED, Purpose.FIRST_REMINDER, claim=1)
    assert await badges(made) == [REMINDER]

    await sent(made, AttemptState.DELIVERED, Purpose.FIRST_REMINDER, claim=1)

    assert (await badges(made), await reasons(made)) == ([], set())
    by_letter = await countries.debtor_in("BE", stage=Stage.AMICABLE)
    assert (await badges(by_letter), await reasons(by_letter)) == ([], set())


async def test_queue_and_gate_agree_on_what_a_reminder_is(countries: Countries) -> None:
    await countries.agency_in("BE")
    made = {state: await countries.debtor_in("BE") for state in AttemptState}
    for state, case in made.items():
        await sent(case, state, Purpose.FIRST_REMINDER)

    due = {state for state, case in made.items() if await reasons(case) == {"WORK_REMINDER_DUE"}}
    missing = {state for state, case in made.items() if await stopped_for(case) == {"BE_FIRST_REMINDER_MISSING"}}

    assert due == missing == set(AttemptState) - {AttemptState.ACCEPTED, AttemptState.DELIVERED}


async def test_the_american_letter_is_due_once_somebody_was_contacted(countries: Countries) -> None:
    await countries.agency_in("US")
    made = await countries.debtor_in("US")
    assert await badges(made) == []

    await sent(made, AttemptState.DELIVERED, Purpose.DEMAND)

    assert (await badges(made), await reasons(made)) == ([LETTER], {"WORK_LETTER_DUE"})


async def test_a_talk_that_the_debtor_began_is_a_contact_and_a_letter_that_was_never_posted_none(
    countries: Countries,
) -> None:
    await countries.agency_in("US")
    made = await countries.debtor_in("US")
    about = {"claims": [[str(made.claims[0].id), 1]], "sending_at": clock.now()}
    await attempt(made, AttemptState.BLOCKED, channel=Channel.LETTER, contact_point=made.postal, **about)
    assert await badges(made) == []

    await record_received_call(AWA, made.case_file.id, made.party.id, at=clock.now())

    assert (await badges(made), await reasons(made)) == ([LETTER], {"WORK_LETTER_DUE"})
