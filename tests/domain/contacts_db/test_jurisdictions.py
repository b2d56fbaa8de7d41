"""Debtors abroad: their country's rules are asked, with what the creditor's and the agency's countries add."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, Debtor, Segment
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import record_consent, record_received_call
from tandem.contacts.consents import ConsentPurpose
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Verdict, shipped_pack
from tandem.contacts.models import AttemptState, Channel, Disposition, Purpose
from tandem.kit import clock
from tandem.kit.database import transaction
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.worklist.test_worklist import attempt
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
FRANCE = shipped_pack("fr").label
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


async def living_in(country: str, phone: str, address: str, **made: Any) -> MadeCase:
    """A case file whose debtor is in another country than France."""
    case = await make_case(**made)
    async with transaction(AGENCY):
        await Debtor.filter(id=case.case_file.debtor_id).update(country=country)
        await ContactPoint.filter(id=case.phone.id).update(value=phone)
        await ContactPoint.filter(id=case.postal.id).update(value=address)
    return case


async def consent(made: MadeCase, *, withdrawn: bool = False) -> None:
    """What the debtor said today about being called beyond the limits."""
    await record_consent(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        purpose=ConsentPurpose.EXTRA_CALLS,
        on=clock.today(),
        evidence="Said so on the telephone",
        withdrawn=withdrawn,
    )


async def asked(made: MadeCase, channel: Channel = Channel.EMAIL) -> Verdict:
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    point = made.email if channel is Channel.EMAIL else made.phone
    return verdict_for(facts, Question(channel, Purpose.DEMAND, facts.address(point.id), clock.now()))


async def test_a_belgian_consumer_has_belgian_rules_and_the_french_agencys_duties() -> None:
    made = await living_in(
        "BE", "+32470123456", "Rue de la Loi 16\n1000 Bruxelles", segment=Segment.CONSUMER, letter_posted_on=None
    )

    verdict = await asked(made)

    # The opening letter of ten days ago is the free reminder: fourteen days have not passed.
    assert verdict.codes == ("BE_14_DAY_WAIT",)
    assert (verdict.profile, verdict.pack_version) == ("BE_B2C", f"{shipped_pack('be').label} + {FRANCE}")


async def test_a_british_company_has_british_hours_and_french_limitation() -> None:
    made = await living_in("GB", "+442071838750", "10 High Street\nGlasgow G1 1AA")

    verdict = await asked(made)

    assert (verdict.codes, verdict.profile) == ((), "GB")
    assert verdict.pack_version == f"{shipped_pack('gb').label} + {FRANCE}"


async def test_what_a_country_has_no_rules_for_is_said_and_nothing_leaves(fakes: Fakes) -> None:
    swiss = await living_in("CH", "+41446681800", "Bahnhofstrasse 1\n8001 Zürich")
    belgian_company = await living_in("BE", "+32470123457", "Rue de la Loi 16\n1000 Bruxelles")

    for made, missing in ((swiss, "contacts in CH"), (belgian_company, "claims on a professional in BE")):
        with pytest.raises(RuleAbsent) as absent:
            await asked(made)
        assert missing in str(absent.value.values["what"])


async def test_a_debtor_who_moved_abroad_since_waits_on_a_person(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="CH")

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert attempt.reasons[0]["code"] == "RULE_ABSENT"
    assert fakes.sms.accepted == []


async def test_an_american_debt_is_counted_by_itself_and_its_first_contact_is_known(fakes: Fakes) -> None:
    made = await living_in(
        "US", "+12125550100", "1 Main Street, Buffalo, NY 14201", segment=Segment.CONSUMER, amounts=(100_00, 200_00)
    )
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    verdict = await asked(made, Channel.SMS)

    assert [claim.first_contacts for claim in facts.claims] == [{}, {}]
    assert "CARRIER_FORBIDDEN_3P_DEBT_SMS" in verdict.codes
    assert verdict.profile == "US"


async def test_who_agrees_to_more_calls_may_be_called_again_until_they_take_it_back(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await living_in("US", "+12125550100", "1 Main Street, Buffalo, NY 14201", segment=Segment.CONSUMER)
    morning.shift(timedelta(hours=9))
    await record_received_call(AWA, made.case_file.id, made.party.id, at=clock.now())
    found = [(await asked(made, Channel.VOICE)).codes]

    await consent(made)
    morning.shift(timedelta(days=1))
    found.append((await asked(made, Channel.VOICE)).codes)
    await consent(made, withdrawn=True)
    morning.shift(timedelta(hours=1))
    found.append((await asked(made, Channel.VOICE)).codes)

    assert found == [("CONVERSATION_COOLDOWN",), (), ("CONVERSATION_COOLDOWN",)]


async def test_the_seven_days_begin_on_the_day_that_it_is_where_the_debtor_is(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await living_in("US", "+12135550100", "1 Main Street, Los Angeles, CA 90012", segment=Segment.CONSUMER)
    morning.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=LOS_ANGELES))  # the 24th in Paris
    await consent(made)
    found = []
    for day in (24, 29, 30):
        morning.move_to(datetime(2026, 11, day, 10, tzinfo=LOS_ANGELES))
        await record_received_call(AWA, made.case_file.id, made.party.id, at=clock.now())
        found.append((await asked(made, Channel.VOICE)).codes)

    # Six days after the first talk the notice is overdue too.
    assert found == [(), (), ("US_VALIDATION_NOTICE_OVERDUE", "CONVERSATION_COOLDOWN")]


async def test_an_american_debt_placed_again_under_another_mandate_is_the_same_debt(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    """12 CFR 1006.14(b)(2): seven calls in seven days about a particular debt."""
    made = await living_in(
        "US", "+12125550100", "1 Main Street, Buffalo, NY 14201", segment=Segment.CONSUMER, amounts=(100_00, 200_00)
    )
    first, other = made.claims
    morning.shift(timedelta(hours=9))
    for _ in range(7):
        await attempt(
            made,
            AttemptState.ACCEPTED,
            channel=Channel.VOICE,
            sending_at=clock.now() - timedelta(hours=1),
            disposition=Disposition.NO_ANSWER,
            claims=[[str(first.id), 100_00]],
        )

    again = await make_case(
        segment=Segment.CONSUMER,
        debtor_of=made.case_file,
        amounts=(100_00, 200_00),
        documents=(first.document_number, "N-2"),
    )

    found = {claim.claim_id: claim.codes for claim in (await asked(again, Channel.VOICE)).claims}
    known = {claim.claim_id: claim.codes for claim in (await asked(made, Channel.VOICE)).claims}
    assert known == {first.id: ("CALL_CAP_7D",), other.id: ()}
    assert found == {again.claims[0].id: ("CALL_CAP_7D",), again.claims[1].id: ()}
