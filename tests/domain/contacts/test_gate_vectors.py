"""The examples of the compliance notes (§5.2), one case each, named by their number there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    ContactResult,
    Decision,
    Flags,
    HoldKind,
    PastContact,
    Profile,
    Purpose,
    ReasonCode,
    Reminder,
    Segment,
    shipped_pack,
)
from tandem.contacts.places import whereabouts
from tandem.kit.money import Money
from tests.domain.contacts.facts import (
    B2B,
    B2C,
    BE,
    F_101,
    F_102,
    GB,
    GOOD_MOMENT,
    IE,
    LOS_ANGELES,
    NEW_YORK,
    US,
    US_DC,
    US_MA,
    US_NYC,
    US_WA,
    ask,
    claim,
    hold,
    local,
    paris,
    past,
)

VOICE, SMS, EMAIL, LETTER = Channel.VOICE, Channel.SMS, Channel.EMAIL, Channel.LETTER
PRO = Segment.PROFESSIONAL
UNPOSTED = claim(opening_letter_posted_on=None)
BARRED = date(2024, 9, 30)  # a consumer's last day is 2026-09-30


@dataclass(frozen=True)
class Expected:
    """The answer, with codes in rule order."""

    decision: Decision
    codes: tuple[str, ...] = ()
    until: str | None = None


ALLOWED = Expected(Decision.ALLOW)


@dataclass(frozen=True)
class Case:
    """A question and its answer; `asked` is what differs from a good claim at a good moment."""

    channel: Channel
    now: datetime = GOOD_MOMENT
    profile: Profile = B2C
    asked: Mapping[str, Any] = field(default_factory=dict)
    expected: Expected = ALLOWED


def defer(until: str, *codes: str) -> Expected:
    return Expected(Decision.DEFER, codes, until)


def block(*codes: str) -> Expected:
    return Expected(Decision.BLOCK, codes)


def review(*codes: str) -> Expected:
    return Expected(Decision.REVIEW, codes)


THURSDAY = paris("2026-11-26 15:00")
SUNDAY_NIGHT = paris("2026-11-29 21:00")
OPTED_OUT = Flags(opted_out_on=date(2026, 11, 1))
LONDON, DUBLIN, BRUSSELS = ZoneInfo("Europe/London"), ZoneInfo("Europe/Dublin"), ZoneInfo("Europe/Brussels")
IN_NEW_YORK: dict[str, Any] = {"zones": [NEW_YORK], "region": "US"}
# An address in Los Angeles, a number with the area code of New York: where the person may be follows from both.
COASTS = whereabouts(shipped_pack("us"), "US", ["200 N Spring St, Los Angeles, CA 90012"], ["+12125550100"])
BETWEEN_COASTS: dict[str, Any] = {"zones": COASTS.zones, "region": COASTS.regions[0]}
CEASED = Flags(cease_on=date(2026, 11, 1))


def ny(text: str) -> datetime:
    return local(text, NEW_YORK)


def calls(*days: int, **about: Any) -> list[PastContact]:
    """Calls at ten o'clock in November that nobody answered, in New York."""
    return [past(f"2026-11-{day} 10:00", zone=NEW_YORK, **about) for day in days]


VECTORS = {
    "1": Case(VOICE),
    "2": Case(VOICE, paris("2026-11-24 08:59"), expected=defer("2026-11-24T09:00+01:00", "OUTSIDE_HOURS")),
    "3": Case(VOICE, paris("2026-11-24 20:00"), expected=defer("2026-11-25T09:00+01:00", "OUTSIDE_HOURS")),
    "4": Case(VOICE, paris("2026-11-28 13:00"), expected=defer("2026-11-30T09:00+01:00", "OUTSIDE_HOURS")),
    "5": Case(SMS, paris("2026-11-29 11:00"), expected=defer("2026-11-30T08:00+01:00", "DAY_OFF")),
    "6": Case(VOICE, paris("2026-11-11 10:00"), expected=defer("2026-11-12T09:00+01:00", "HOLIDAY")),
    "7": Case(
        SMS,
        paris("2026-12-26 10:00"),
        asked={"region": "FR-ALSACE-MOSELLE"},
        expected=defer("2026-12-28T08:00+01:00", "HOLIDAY"),
    ),
    "8": Case(SMS, paris("2026-12-26 10:00")),
    "10": Case(VOICE, paris("2026-11-27 18:45"), B2B, expected=defer("2026-11-30T08:30+01:00", "OUTSIDE_HOURS")),
    "12": Case(VOICE, asked={"claims": [UNPOSTED]}, expected=block("FR_FIRST_LETTER_MISSING")),
    "13": Case(LETTER, paris("2026-11-29 02:00"), asked={"claims": [UNPOSTED], "flags": Flags(opening_letter=True)}),
    "14": Case(
        VOICE,
        THURSDAY,
        asked={"history": [past("2026-11-23 10:00"), past("2026-11-25 10:00")]},
        expected=defer("2026-11-30T09:00+01:00", "CALL_CAP_7D"),
    ),
    "15": Case(
        VOICE,
        THURSDAY,
        asked={"history": [past("2026-11-26 09:30")]},
        expected=defer("2026-11-27T09:00+01:00", "CALL_CAP_DAY"),
    ),
    "16": Case(
        SMS,
        THURSDAY,
        asked={
            "history": [
                past("2026-11-20 10:00", EMAIL, ContactResult.DELIVERED),
                past("2026-11-24 10:00", SMS, ContactResult.DELIVERED),
            ]
        },
        expected=defer("2026-11-27T08:00+01:00", "CONTACT_CAP_7D"),
    ),
    "18": Case(
        VOICE,
        paris("2026-11-26 20:30"),
        asked={
            "purpose": Purpose.CALLBACK,
            "history": [past("2026-11-26 09:30", VOICE, ContactResult.TALKED)],
            "flags": Flags(callback_at=paris("2026-11-26 20:30")),
        },
    ),
    "19": Case(SMS, asked={"flags": OPTED_OUT}, expected=block("OPTED_OUT")),
    "21": Case(EMAIL, asked={"claims": [claim(holds=(hold(HoldKind.DISPUTE),))]}, expected=block("DISPUTE_OPEN")),
    "22": Case(
        EMAIL,
        SUNDAY_NIGHT,
        asked={
            "claims": [claim(holds=(hold(HoldKind.DISPUTE),))],
            "purpose": Purpose.REPLY,
            "flags": Flags(answers_inbound_at=paris("2026-11-28 22:00")),
        },
    ),
    "23": Case(
        EMAIL,
        profile=B2B,
        asked={"claims": [claim(PRO, holds=(hold(HoldKind.INSOLVENCY),))]},
        expected=block("INSOLVENCY"),
    ),
    "24": Case(
        LETTER,
        profile=B2B,
        asked={"claims": [claim(PRO, holds=(hold(HoldKind.INSOLVENCY),))], "purpose": Purpose.LEGAL_NOTICE},
    ),
    "25": Case(
        LETTER, asked={"claims": [claim(holds=(hold(HoldKind.OVERINDEBTEDNESS),))]}, expected=block("OVERINDEBTEDNESS")
    ),
    "26": Case(LETTER, asked={"claims": [claim(holds=(hold(HoldKind.DECEASED),))]}, expected=block("DECEASED")),
    "27": Case(LETTER, asked={"claims": [claim(due_on=BARRED)]}, expected=block("TIME_BARRED")),
    "28": Case(
        VOICE, profile=B2B, asked={"claims": [claim(PRO, due_on=date(2021, 9, 30))]}, expected=review("TIME_BARRED")
    ),
    "29": Case(
        VOICE,
        profile=B2B,
        asked={"claims": [claim(PRO, holds=(hold(HoldKind.DIRECTIVE),))]},
        expected=block("CLIENT_HOLD"),
    ),
    "30": Case(
        EMAIL,
        paris("2026-11-29 23:10"),
        asked={
            "claims": [claim(outstanding=Money(0, "EUR"))],
            "purpose": Purpose.RECEIPT,
            "flags": Flags(closed_on=date(2026, 11, 29)),
        },
    ),
    "31": Case(EMAIL, asked={"flags": Flags(template_missing=True)}, expected=review("LANGUAGE")),
    "32": Case(EMAIL, asked={"flags": Flags(address_invalid_on=date(2026, 11, 1))}, expected=block("ADDRESS_INVALID")),
    "33": Case(VOICE, asked={"claims": [claim(mandated=False)]}, expected=block("NO_MANDATE")),
    "34": Case(
        VOICE,
        paris("2026-11-24 16:00"),
        B2B,
        asked={"history": [past("2026-11-24 09:00"), past("2026-11-24 11:00")]},
        expected=defer("2026-11-25T08:30+01:00", "CALL_CAP_DAY"),
    ),
    "35": Case(VOICE, asked={"zones": ()}, expected=review("TIMEZONE_UNKNOWN")),
    "38": Case(VOICE, ny("2026-11-24 08:00"), US, IN_NEW_YORK, defer("2026-11-24T08:01-05:00", "OUTSIDE_HOURS")),
    "39": Case(VOICE, ny("2026-11-24 20:59"), US, IN_NEW_YORK),
    "40": Case(EMAIL, ny("2026-11-24 21:00"), US, IN_NEW_YORK, defer("2026-11-25T08:01-05:00", "OUTSIDE_HOURS")),
    "42": Case(
        VOICE,
        local("2026-11-24 19:00", LOS_ANGELES),
        US,
        BETWEEN_COASTS,
        defer("2026-11-25T08:01-08:00", "OUTSIDE_HOURS"),
    ),
    "44": Case(VOICE, ny("2026-11-26 10:00"), US, {**IN_NEW_YORK, "history": calls(20, 21, 22, 23, 24, 25)}),
    "45": Case(
        VOICE,
        ny("2026-11-26 15:00"),
        US,
        {**IN_NEW_YORK, "history": calls(20, 21, 22, 23, 24, 25, 26)},
        defer("2026-11-27T08:01-05:00", "CALL_CAP_7D"),
    ),
    "47": Case(
        VOICE,
        ny("2026-09-15 10:00"),
        US,
        {
            **IN_NEW_YORK,
            "history": [past("2026-09-08 10:00", VOICE, ContactResult.TALKED, inbound=True, zone=NEW_YORK)],
        },
    ),
    "48": Case(
        VOICE,
        ny("2026-11-26 15:00"),
        US,
        {**IN_NEW_YORK, "history": calls(20, 21, 22, 23, 24, 25, 26, claims=[F_102])},
    ),
    "50": Case(
        VOICE,
        ny("2026-11-26 12:00"),
        US_MA,
        {
            "zones": [NEW_YORK],
            "region": "US-MA",
            "history": calls(20, 23, place=ContactPlace.HOME),
            "flags": Flags(place=ContactPlace.HOME),
        },
        defer("2026-11-27T08:01-05:00", "CALL_CAP_7D"),
    ),
    "51": Case(
        SMS,
        ny("2026-11-24 10:00"),
        US,
        {**IN_NEW_YORK, "flags": Flags(number="+12125550100")},
        block("CARRIER_FORBIDDEN_3P_DEBT_SMS"),
    ),
    "52": Case(EMAIL, ny("2026-11-24 10:00"), US, {**IN_NEW_YORK, "flags": CEASED}, block("CEASE_REQUEST")),
    "53": Case(
        LETTER,
        ny("2026-11-24 10:00"),
        US,
        {**IN_NEW_YORK, "flags": CEASED, "purpose": Purpose.LEGAL_NOTICE},
    ),
    "54": Case(
        VOICE,
        ny("2026-11-24 10:00"),
        US,
        {**IN_NEW_YORK, "flags": Flags(represented_on=date(2026, 11, 1))},
        block("REPRESENTED"),
    ),
    "55": Case(
        VOICE,
        ny("2026-11-24 10:00"),
        US,
        {**IN_NEW_YORK, "flags": Flags(workplace_forbidden_on=date(2026, 11, 1))},
        block("WORKPLACE"),
    ),
    "56": Case(
        VOICE,
        ny("2026-11-24 10:00"),
        US,
        {**IN_NEW_YORK, "claims": [claim(first_contact_on=date(2026, 11, 18))]},
        block("US_VALIDATION_NOTICE_OVERDUE"),
    ),
    "57": Case(
        VOICE,
        local("2026-12-28 10:00", LONDON),
        GB,
        {"zones": [LONDON], "region": "GB"},
        defer("2026-12-29T08:00+00:00", "HOLIDAY"),
    ),
    "59": Case(
        VOICE,
        local("2026-11-29 11:00", DUBLIN),
        IE,
        {"zones": [DUBLIN], "region": "IE"},
        defer("2026-11-30T09:00+00:00", "DAY_OFF"),
    ),
    "60": Case(
        VOICE,
        local("2026-11-20 10:00", BRUSSELS),
        BE,
        {"zones": [BRUSSELS], "region": "BE", "claims": [claim(reminder=Reminder(date(2026, 11, 19), posted=False))]},
        defer("2026-12-04T08:00+01:00", "BE_14_DAY_WAIT"),
    ),
    "61": Case(
        SMS,
        asked={"claims": [claim(holds=(hold(HoldKind.DISPUTE),))], "flags": OPTED_OUT},
        expected=block("DISPUTE_OPEN", "OPTED_OUT"),
    ),
    "64": Case(
        LETTER,
        profile=B2B,
        asked={"claims": [claim(PRO, opening_letter_posted_on=None)]},
        expected=block("FR_FIRST_LETTER_MISSING"),
    ),
    "66": Case(
        EMAIL,
        profile=B2B,
        asked={"claims": [claim(PRO, holds=(hold(HoldKind.DIRECTIVE),))], "purpose": Purpose.RECEIPT},
    ),
    "67": Case(EMAIL, asked={"claims": [claim(outstanding=Money(0, "EUR"))], "purpose": Purpose.RECEIPT}),
}

# Limits of the states and of a city (§2) that the table has no row of.
LOCAL = {
    "D.C.: the fourth call of seven days": Case(
        VOICE,
        ny("2026-11-26 12:00"),
        US_DC,
        {"zones": [NEW_YORK], "region": "US-DC", "history": calls(20, 21, 23)},
        defer("2026-11-27T08:01-05:00", "CALL_CAP_7D"),
    ),
    "D.C.: the third": Case(
        VOICE,
        ny("2026-11-26 12:00"),
        US_DC,
        {"zones": [NEW_YORK], "region": "US-DC", "history": calls(20, 21)},
    ),
    "D.C.: the fourth, an e-mail": Case(
        EMAIL,
        ny("2026-11-26 12:00"),
        US_DC,
        {"zones": [NEW_YORK], "region": "US-DC", "history": calls(20, 21, 23)},
        defer("2026-11-27T08:01-05:00", "CALL_CAP_7D"),
    ),
    "Washington: the fourth, an e-mail": Case(
        EMAIL,
        ny("2026-11-26 12:00"),
        US_WA,
        {"zones": [LOS_ANGELES], "region": "US-WA", "history": calls(20, 21, 23)},
        defer("2026-11-27T08:01-08:00", "CALL_CAP_7D"),
    ),
    "New York City: the fourth, an e-mail": Case(
        EMAIL,
        ny("2026-11-26 12:00"),
        US_NYC,
        {"zones": [NEW_YORK], "region": "US-NYC", "history": calls(20, 21, 23)},
        defer("2026-11-27T08:01-05:00", "CALL_CAP_7D"),
    ),
}


@pytest.mark.parametrize("case", [*VECTORS.values(), *LOCAL.values()], ids=[*VECTORS, *LOCAL])
def test_vector(case: Case) -> None:
    verdict = ask(case.channel, case.now, profile=case.profile, **case.asked)

    assert (verdict.decision, verdict.codes) == (case.expected.decision, tuple(map(ReasonCode, case.expected.codes)))
    assert verdict.until == (datetime.fromisoformat(case.expected.until) if case.expected.until else None)
    assert verdict.pack_version == case.profile.pack_version
    assert all(reason.source for reason in verdict.reasons)


# Every number of the table in §5.2; 63 and 65 have tests of their own below, 20 has one that reads what was refused by
# which channel: tests/domain/contacts_db/test_stop_of_one_channel.py.
NUMBERS = [*range(1, 9), 10, *range(12, 17), *range(18, 36), 38, 39, 40, 42, 44, 45, 47, 48, *range(50, 58), 59, 60, 61]
NUMBERS += [63, 64, 65, 66, 67]


def test_no_row_of_the_table_is_left_out() -> None:
    assert {*map(int, VECTORS), 20, 63, 65} == set(NUMBERS)


def test_vector_42_is_asked_for_both_coasts_as_address_and_number_tell() -> None:
    assert COASTS.regions == ("US-PACIFIC",)
    assert set(COASTS.zones) == {LOS_ANGELES, NEW_YORK}
    there = ask(VOICE, local("2026-11-24 19:00", LOS_ANGELES), profile=US, zones=[LOS_ANGELES], region="US-PACIFIC")
    assert there.decision is Decision.ALLOW


def test_vector_63_a_disputed_claim_is_left_out_and_the_rest_demanded() -> None:
    disputed = claim(id=F_102, outstanding=Money(300_00, "EUR"), holds=(hold(HoldKind.DISPUTE),))

    verdict = ask(LETTER, claims=[claim(), disputed])

    assert verdict.decision is Decision.ALLOW
    assert [(left.claim_id, left.demandable) for left in verdict.allowed] == [(F_101, Money(700_00, "EUR"))]
    assert [(out.claim_id, out.codes) for out in verdict.removed] == [(F_102, (ReasonCode.DISPUTE_OPEN,))]


def test_vector_65_a_claim_that_no_posted_letter_names_is_left_out() -> None:
    merged_later = claim(PRO, id=F_102, opening_letter_posted_on=None)

    verdict = ask(EMAIL, paris("2026-11-24 10:00"), profile=B2B, claims=[claim(PRO), merged_later])

    assert verdict.decision is Decision.ALLOW
    assert [left.claim_id for left in verdict.allowed] == [F_101]
    assert [(out.claim_id, out.codes) for out in verdict.removed] == [(F_102, (ReasonCode.FR_FIRST_LETTER_MISSING,))]
