"""What a claim is for decides its limitation period, and every channel says so (compliance notes §1.3, §5.1 rule 9)."""

from datetime import date

import pytest

from tandem.contacts.gate import (
    Channel,
    ClaimNature,
    Decision,
    Profile,
    ReasonCode,
    RuleMissing,
    Segment,
    sentence,
)
from tests.domain.contacts.facts import B2B, B2C, BE, F_102, GB, IE, US, ask, claim

THIRTEEN_MONTHS = date(2025, 10, 20)  # on 24 November 2026
CONSUMER, PRO = Segment.CONSUMER, Segment.PROFESSIONAL
TELECOM, TRANSPORT, RENT, CREDIT = (
    ClaimNature.TELECOM,
    ClaimNature.TRANSPORT,
    ClaimNature.RENT,
    ClaimNature.CONSUMER_CREDIT,
)
BARRED = (ReasonCode.TIME_BARRED,)
FRANCE = {
    "a consumer's telephone bill (CPCE L34-2)": (CONSUMER, TELECOM, Decision.BLOCK, BARRED, "L34-2"),
    "a consumer's ordinary claim (C. conso. L218-2)": (CONSUMER, ClaimNature.GENERAL, Decision.ALLOW, (), None),
    "a business's telephone bill (CPCE L34-2)": (PRO, TELECOM, Decision.REVIEW, BARRED, "L34-2"),
    "a business's ordinary claim (C. com. L110-4)": (PRO, ClaimNature.GENERAL, Decision.ALLOW, (), None),
    "a consumer's transport (C. com. L133-6)": (CONSUMER, TRANSPORT, Decision.BLOCK, BARRED, "L133-6"),
    "a business's transport (C. com. L133-6)": (PRO, TRANSPORT, Decision.REVIEW, BARRED, "L133-6"),
    "a home rent (loi 89-462, art. 7-1)": (CONSUMER, RENT, Decision.ALLOW, (), None),
    "a consumer credit (C. conso. R312-35)": (CONSUMER, CREDIT, Decision.ALLOW, (), None),
}


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(("segment", "nature", "decision", "codes", "article"), FRANCE.values(), ids=FRANCE.keys())
def test_a_claim_of_thirteen_months(
    channel: Channel,
    segment: Segment,
    nature: ClaimNature,
    decision: Decision,
    codes: tuple[ReasonCode, ...],
    article: str | None,
) -> None:
    owed = claim(segment, nature=nature, due_on=THIRTEEN_MONTHS)

    verdict = ask(channel, profile=B2C if segment is CONSUMER else B2B, claims=[owed])

    assert (verdict.decision, verdict.codes) == (decision, codes)
    for reason in verdict.reasons:
        assert article
        assert article in reason.source
        assert dict(reason.arguments) == {"last_day": "2026-10-20"}
        assert "20 octobre 2026" in sentence(reason.code, dict(reason.arguments), "fr")
        assert "20 October 2026" in sentence(reason.code, dict(reason.arguments), "en")


ELSEWHERE = {
    "Ireland: six years for simple contracts": (IE, date(2020, 11, 30), Decision.ALLOW),
    "Ireland: six years are over": (IE, date(2020, 11, 20), Decision.REVIEW),
    "United Kingdom: six years (Limitation Act 1980)": (GB, date(2020, 11, 30), Decision.ALLOW),
    "United Kingdom: six years are over": (GB, date(2020, 11, 20), Decision.REVIEW),
    "United States: a state's law sets it, nothing is counted": (US, date(2020, 11, 30), Decision.ALLOW),
}


@pytest.mark.parametrize(("profile", "due_on", "decision"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_telephone_bill_elsewhere_is_a_contract_as_any_other(
    profile: Profile, due_on: date, decision: Decision
) -> None:
    region = profile.pack_version.split()[0]
    owed = claim(nature=TELECOM, due_on=due_on)

    verdict = ask(Channel.LETTER, profile=profile, claims=[owed], region=region)

    assert verdict.decision is decision
    assert verdict.codes == (() if decision is Decision.ALLOW else BARRED)


def test_belgium_has_shorter_periods_that_nobody_guesses() -> None:
    owed = claim(nature=TELECOM, due_on=date(2026, 1, 1))

    with pytest.raises(RuleMissing, match="limitation of telecom claims on a consumer"):
        ask(Channel.LETTER, profile=BE, claims=[owed], region="BE")


def test_a_barred_telephone_bill_leaves_the_rest_of_the_contact() -> None:
    ordinary = claim(due_on=THIRTEEN_MONTHS)
    telephone = claim(id=F_102, nature=TELECOM, due_on=THIRTEEN_MONTHS)

    verdict = ask(Channel.EMAIL, claims=[telephone, ordinary])

    assert verdict.decision is Decision.ALLOW
    assert [one.claim_id for one in verdict.removed] == [telephone.id]
