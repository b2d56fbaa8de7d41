"""On which day a letter counts for the limits of a week: the one on which it is posted, and none when it never is."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import Segment
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.post.not_sent import record_letter_not_sent
from tandem.kit import clock
from tandem.kit.database import transaction
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
FRIDAY_WEEK = datetime.fromisoformat("2026-12-04T10:30:00+01:00")


async def printed() -> tuple[MadeCase, ContactAttempt]:
    """A follow-up letter to a consumer, printed on Tuesday 24 November."""
    made = await make_case(segment=Segment.CONSUMER)
    attempt = await plan(made, Channel.LETTER, template_id="letter_reminder.fr")
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    return made, attempt


async def counted(made: MadeCase) -> list[str]:
    """What limits count now, each with its day, as the gate is told."""
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    return sorted(f"{one.contact.channel} {one.contact.at.date()}" for one in facts.earlier)


async def codes(made: MadeCase, channel: Channel) -> tuple[str, ...]:
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    point = {Channel.EMAIL: made.email, Channel.SMS: made.phone}[channel]
    return verdict_for(facts, Question(channel, Purpose.DEMAND, facts.address(point.id), clock.now())).codes


async def test_a_letter_that_waits_to_be_posted_counts_on_each_day_until_it_is(
    morning: time_machine.Traveller,
) -> None:
    made, attempt = await printed()
    assert await counted(made) == ["letter 2026-11-24"]

    morning.move_to(FRIDAY_WEEK)

    assert await counted(made) == ["letter 2026-12-04"]
    await record_letter_posting(AWA, attempt.id, posted_on=FRIDAY_WEEK.date() - timedelta(days=1))
    assert await counted(made) == ["letter 2026-12-03"]
    morning.shift(timedelta(days=8))
    assert await counted(made) == ["letter 2026-12-03"]
    morning.shift(timedelta(days=60))
    assert await counted(made) == []


async def test_a_letter_posted_long_after_it_was_printed_breaks_no_limit_of_a_week(
    morning: time_machine.Traveller,
) -> None:
    # FR_B2C: three attempts of any kind in seven days, letters counted.
    made, attempt = await printed()
    morning.move_to(FRIDAY_WEEK - timedelta(days=3))
    for channel in (Channel.SMS, Channel.EMAIL):
        await plan(made, channel)
        await work()
        morning.shift(timedelta(days=1))

    assert "ATTEMPT_CAP_7D" in await codes(made, Channel.SMS)
    morning.shift(timedelta(days=1))
    await record_letter_posting(AWA, attempt.id, posted_on=FRIDAY_WEEK.date())

    assert await counted(made) == ["email 2026-12-02", "letter 2026-12-04", "sms 2026-12-01"]


@pytest.mark.parametrize("end", ["stopped", "not sent"])
async def test_a_letter_that_was_never_posted_counts_for_nothing(end: str) -> None:
    made, attempt = await printed()

    if end == "not sent":
        await record_letter_not_sent(AWA, attempt.id, why="La feuille est déchirée.")
    else:
        async with transaction(AGENCY):
            await ContactAttempt.filter(id=attempt.id).update(state=AttemptState.BLOCKED)

    assert await counted(made) == []


async def test_a_letter_that_was_stopped_and_was_in_the_post_all_the_same_counts() -> None:
    made, attempt = await printed()
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(state=AttemptState.BLOCKED)

    await record_letter_posting(AWA, attempt.id, posted_on=MORNING.date())

    assert await counted(made) == ["letter 2026-11-24"]
