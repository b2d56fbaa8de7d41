"""Which calls count for the limits, from the provider's word to the pack: a number may be engaged, or dead."""

from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles.models import Segment
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import record_call_outcome
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import ReasonCode, shipped_pack
from tandem.contacts.gate.caps import CALL, kinds_of
from tandem.contacts.models import Channel, Disposition, Purpose
from tandem.contacts.webhooks import bridge_answer
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem_channels.contract import CallLeg, CallStatus
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.contacts_db.test_calls import leg, ringing
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")

PROFILES = [profile for country in ("fr", "gb", "ie", "be", "us") for profile in shipped_pack(country).profiles]
AMERICAN, FRENCH = {"US", "US_MA", "US_DC", "US_WA", "US_NYC"}, {"FR_B2C", "FR_B2B"}
EVERYWHERE = {"GB", "IE", "BE_B2C"} | FRENCH | AMERICAN

# What the debtor's leg came to, and where that is a call. United States: one that is not connected to the dialled
# number is none (12 CFR 1006.14(b)(3)(ii)). France: all but what failed or was called off, by our own rule
# (notes on compliance, §4).
LEGS = {
    CallStatus.COMPLETED: EVERYWHERE,
    CallStatus.NO_ANSWER: EVERYWHERE,
    CallStatus.BUSY: EVERYWHERE - AMERICAN,
    CallStatus.CANCELED: EVERYWHERE - FRENCH,
    CallStatus.FAILED: set(),
}
# The same as the collector tells it, who heard it.
TOLD = {
    Disposition.REACHED: EVERYWHERE,
    Disposition.NO_ANSWER: EVERYWHERE,
    Disposition.WRONG_NUMBER: EVERYWHERE,
    Disposition.NOT_CONNECTED: EVERYWHERE - AMERICAN,
}


async def counted(made: MadeCase) -> set[str]:
    """The profiles in which what is on file is a call."""
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    kinds = [(past.channel, past.result, past.inbound, past.place) for past in (one.contact for one in facts.earlier)]
    tables = {profile.name: kinds_of(profile.caps.on(clock.today())) for profile in PROFILES}
    return {name for name, table in tables.items() if any(table[kind] & CALL for kind in kinds)}


def test_every_profile_has_its_place_in_the_tables() -> None:
    assert {profile.name for profile in PROFILES} == EVERYWHERE


@pytest.mark.parametrize(("status", "where"), LEGS.items())
async def test_a_call_counts_by_what_the_provider_says_of_it(status: CallStatus, where: set[str]) -> None:
    made, attempt = await ringing()
    await bridge_answer(attempt.id)

    await leg(attempt, CallLeg.DEBTOR, status)

    assert await counted(made) == where


@pytest.mark.parametrize(("disposition", "where"), TOLD.items())
async def test_a_call_counts_by_what_the_collector_says_of_it(disposition: Disposition, where: set[str]) -> None:
    made, attempt = await ringing()
    await bridge_answer(attempt.id)
    await leg(attempt, CallLeg.DEBTOR, CallStatus.COMPLETED)

    await record_call_outcome(AWA, attempt.id, disposition=disposition, comment=None)

    assert await counted(made) == where


async def test_a_collector_who_was_engaged_called_nobody() -> None:
    made, attempt = await ringing()

    await leg(attempt, CallLeg.COLLECTOR, CallStatus.BUSY)

    assert await counted(made) == set()


@pytest.mark.parametrize(("status", "codes"), [(CallStatus.BUSY, (ReasonCode.CALL_CAP_DAY,)), (CallStatus.FAILED, ())])
async def test_a_french_consumer_whose_line_was_engaged_is_called_no_more_today(
    morning: time_machine.Traveller, status: CallStatus, codes: tuple[ReasonCode, ...]
) -> None:
    made = await make_case(segment=Segment.CONSUMER)
    attempt = await plan(made, Channel.VOICE)
    await work()
    await bridge_answer((await reread(attempt)).id)
    await leg(attempt, CallLeg.DEBTOR, status)

    morning.shift(timedelta(hours=2))
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    verdict = verdict_for(facts, Question(Channel.VOICE, Purpose.DEMAND, facts.address(made.phone.id), clock.now()))

    assert verdict.codes == codes
