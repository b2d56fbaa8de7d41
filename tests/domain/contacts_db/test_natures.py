"""What a claim is for reaches the gate: each channel of the composer says that a telephone bill is barred, and why."""

from datetime import timedelta

import pytest

from tandem.casefiles.models import ClaimNature, Segment
from tandem.contacts.errors import ContactRefused
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel
from tandem.contacts.queries import channels_by_case_file
from tandem.contacts.spoken import spoken
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tests.domain.contacts_db.steps import plan
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("db", "morning")
AWA = actor_of_cast("awa")
THIRTEEN_MONTHS = timedelta(days=396)


@pytest.mark.parametrize(
    ("segment", "nature", "decision", "article"),
    [
        pytest.param(Segment.CONSUMER, ClaimNature.TELECOM, Decision.BLOCK, "L34-2", id="CPCE L34-2: a consumer"),
        pytest.param(Segment.PROFESSIONAL, ClaimNature.TELECOM, Decision.REVIEW, "L34-2", id="CPCE L34-2: a business"),
        pytest.param(Segment.CONSUMER, ClaimNature.TRANSPORT, Decision.BLOCK, "L133-6", id="C. com. L133-6"),
    ],
)
async def test_each_channel_says_that_it_is_barred(
    segment: Segment, nature: ClaimNature, decision: Decision, article: str
) -> None:
    made = await make_case(segment=segment, nature=nature, due_on=clock.today() - THIRTEEN_MONTHS)

    found = (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]

    assert {item.channel: item.answer.decision for item in found} == dict.fromkeys(Channel, decision)
    for item in found:
        [reason] = item.answer.reasons
        assert reason["code"] == "TIME_BARRED"
        assert article in str(reason["source"])
        assert "prescrite" in spoken(reason, "fr")
        assert "time-barred" in spoken(reason, "en")


async def test_an_ordinary_claim_of_that_age_is_open_and_a_telephone_bill_is_not_planned() -> None:
    ordinary = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - THIRTEEN_MONTHS)
    telephone = await make_case(
        segment=Segment.CONSUMER, nature=ClaimNature.TELECOM, due_on=clock.today() - THIRTEEN_MONTHS
    )

    assert (await plan(ordinary)).body
    with pytest.raises(ContactRefused) as refused:
        await plan(telephone)

    assert [reason["code"] for reason in refused.value.reasons] == ["TIME_BARRED"]
