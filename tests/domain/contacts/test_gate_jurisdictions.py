"""Several countries: the example that the documentation shows, laws that are joined, and a person at two places."""

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.limitation import last_day_of
from tandem.casefiles.models import ClaimNature as OfNature
from tandem.casefiles.models import ContactPlace
from tandem.casefiles.models import Segment as OfClaims
from tandem.contacts.gate import (
    Channel,
    ContactResult,
    Decision,
    Flags,
    Pack,
    PackInvalid,
    PastContact,
    Profile,
    ReasonCode,
    RuleMissing,
    Segment,
    Verdict,
    judged_by_all,
    load_shipped,
    look_back,
    pack_for,
    pack_of,
    shipped_countries,
    shipped_pack,
    under,
)
from tandem.contacts.places import whereabouts
from tandem.kit import rule_packs
from tandem.kit.rule_packs import SHIPPED
from tests.domain.contacts.facts import (
    F_101,
    F_102,
    GB,
    GOOD_MOMENT,
    NEW_YORK,
    PACK,
    US,
    US_MA,
    ask,
    claim,
    local,
    paris,
    past,
)

DAY = date(2026, 11, 24)
PAGE = Path(__file__).parents[3] / "docs" / "subsystems" / "adding-a-jurisdiction.md"
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
VOICE, SMS, EMAIL = Channel.VOICE, Channel.SMS, Channel.EMAIL


def ruritania() -> Pack:
    """The country that the documentation makes up, read from its page."""
    [text] = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return pack_of(tomllib.loads(text), "zz.toml")


def in_ruritania(address: str, now: str, channel: Channel = VOICE, **asked: Any) -> Verdict:
    """What it answers about a consumer at that address, at that hour of its clocks."""
    pack = ruritania()
    place = pack.place_in(address)
    assert place is not None
    profile = pack.profile_for([Segment.CONSUMER], place.region, DAY)
    return ask(channel, local(now, LUXEMBOURG), profile=profile, zones=place.zones, region=place.region, **asked)


def test_the_country_of_the_documentation_judges_as_the_page_says() -> None:
    town, hills = "1 Market Place, 2200 Strelsau", "The Castle, 9010 Zenda"

    assert in_ruritania(town, "2026-11-24 09:00").decision is Decision.ALLOW
    assert in_ruritania(hills, "2026-11-24 09:00").until == local("2026-11-24 10:00", LUXEMBOURG)
    assert in_ruritania(town, "2026-11-24 18:00").until == local("2026-11-25 09:00", LUXEMBOURG)
    assert in_ruritania(town, "2026-06-23 10:00").codes == (ReasonCode.HOLIDAY,)  # Luxembourg's national day
    assert in_ruritania(town, "2026-11-24 09:00", flags=Flags(cease_on=DAY)).decision is Decision.REVIEW
    assert in_ruritania(town, "2026-11-24 09:00", claims=[claim(due_on=date(2023, 11, 1))]).codes == (
        ReasonCode.TIME_BARRED,
    )
    call = past("2026-11-23 10:00")
    assert in_ruritania(town, "2026-11-24 10:00", history=[call]).decision is Decision.ALLOW
    refused = in_ruritania(hills, "2026-11-24 10:00", history=[call])
    assert (refused.codes, refused.reasons[0].source) == (
        (ReasonCode.CALL_CAP_7D,),
        "Hills Act s. 2: one call in seven days",
    )
    assert refused.pack_version == ruritania().label


def test_whose_debts_a_country_has_no_rules_for_is_an_error() -> None:
    with pytest.raises(RuleMissing, match="claims on a professional in ZZ 2026-11-22"):
        ruritania().profile_for([Segment.PROFESSIONAL, Segment.CONSUMER], "ZZ", DAY)


def test_a_country_without_a_pack_is_an_error() -> None:
    assert shipped_countries() == {"be", "fr", "gb", "ie", "us"}
    assert pack_for("GB", DAY) is shipped_pack("gb")
    with pytest.raises(RuleMissing, match="contacts in CH, which has no pack on 2026-11-24"):
        pack_for("CH", DAY)


BELGIAN = shipped_pack("be").profile("BE_B2C")


def test_a_french_agency_owes_its_first_letter_to_a_debtor_abroad() -> None:
    unposted = [claim(opening_letter_posted_on=None)]
    place: dict[str, Any] = {"claims": unposted, "zones": [ZoneInfo("Europe/Brussels")], "region": "BE"}

    from_france = ask(EMAIL, profile=under(BELGIAN, shipped_pack("be"), shipped_pack("be"), PACK), **place)
    from_belgium = ask(
        EMAIL, profile=under(BELGIAN, shipped_pack("be"), shipped_pack("be"), shipped_pack("be")), **place
    )

    assert (from_france.codes, from_france.pack_version) == (
        (ReasonCode.FR_FIRST_LETTER_MISSING,),
        f"{shipped_pack('be').label} + {PACK.label}",
    )
    assert (from_belgium.decision, from_belgium.pack_version) == (Decision.ALLOW, shipped_pack("be").label)


@pytest.mark.parametrize(
    ("segment", "years"),
    [
        (Segment.CONSUMER, 6),  # the consumer's own country: England
        (Segment.PROFESSIONAL, 5),  # the creditor's: France
    ],
)
def test_limitation_is_the_consumers_countrys_else_the_creditors(segment: Segment, years: int) -> None:
    profile = under(GB, shipped_pack("gb"), PACK, PACK)

    def barred(due: date) -> bool:
        owed = [claim(segment, due_on=due)]
        verdict = ask(EMAIL, claims=owed, profile=profile, zones=[ZoneInfo("Europe/London")], region="GB")
        return ReasonCode.TIME_BARRED in verdict.codes

    assert not barred(date(2026 - years, 11, 24))
    assert barred(date(2026 - years, 11, 23))


def test_scotland_has_a_period_of_its_own() -> None:
    owed = [claim(due_on=date(2021, 11, 1))]

    def codes(region: str) -> tuple[ReasonCode, ...]:
        return ask(EMAIL, claims=owed, profile=GB, zones=[ZoneInfo("Europe/London")], region=region).codes

    assert codes("GB") == ()
    assert codes("GB-SCOTLAND") == (ReasonCode.TIME_BARRED,)


AT_HOME = Flags(place=ContactPlace.HOME)


def american(profile: Profile, region: str, history: list[PastContact]) -> Callable[[datetime], Verdict]:
    return lambda at: ask(VOICE, at, profile=profile, zones=[NEW_YORK], region=region, history=history, flags=AT_HOME)


def test_a_person_in_two_states_is_called_when_both_allow_it() -> None:
    calls = [past(f"2026-11-{day} 10:00", zone=NEW_YORK) for day in (20, 23)]
    both = [american(US_MA, "US-MA", calls), american(US, "US", calls)]
    now = local("2026-11-26 12:00", NEW_YORK)

    verdict = judged_by_all(both, now)

    assert (verdict.codes, verdict.until) == ((ReasonCode.CALL_CAP_7D,), local("2026-11-27 08:01", NEW_YORK))
    assert (verdict.profile, verdict.pack_version) == ("US_MA + US", shipped_pack("us").label)
    assert judged_by_all(both[1:], now).decision is Decision.ALLOW
    assert judged_by_all(both, local("2026-11-27 08:01", NEW_YORK)).decision is Decision.ALLOW


def test_holidays_of_two_regions_are_both_kept() -> None:
    def french(region: str) -> Callable[[datetime], Verdict]:
        return lambda at: ask(SMS, at, region=region)

    boxing_day = datetime.fromisoformat("2026-12-26T10:00+01:00")
    verdict = judged_by_all([french("FR"), french("FR-ALSACE-MOSELLE")], boxing_day)

    assert (verdict.codes, verdict.until) == (
        (ReasonCode.HOLIDAY,),
        datetime.fromisoformat("2026-12-28T08:00+01:00"),
    )


def test_laws_that_share_no_minute_leave_it_to_a_person() -> None:
    def only(hour: int) -> Callable[[datetime], Verdict]:
        def answer(at: datetime) -> Verdict:
            opens = at.replace(hour=hour, minute=0)
            later = opens if at < opens else opens + timedelta(days=1)
            decision, until = (Decision.ALLOW, None) if at == opens else (Decision.DEFER, later)
            return Verdict(decision, until, (), (), f"only at {hour}", "ZZ 1")

        return answer

    verdict = judged_by_all([only(9), only(10)], GOOD_MOMENT)

    assert (verdict.decision, verdict.until, verdict.profile) == (Decision.REVIEW, None, "only at 9 + only at 10")


def test_a_postal_code_names_a_region_and_several_addresses_several() -> None:
    american_pack = shipped_pack("us")

    found = whereabouts(american_pack, "US", ["1 Main St, Boston, MA 02110", "2 Elm St, Los Angeles, CA 90012"], [])

    assert found.regions == ("US-MA", "US-PACIFIC")
    assert [zone.key for zone in found.zones] == ["America/New_York", "America/Los_Angeles"]


@pytest.mark.parametrize(
    ("country", "address", "region", "zones"),
    [
        ("GB", "10 High Street, Glasgow G1 1AA", "GB-SCOTLAND", ["Europe/London"]),
        ("GB", "3 Long Lane, Gloucester GL1 2AB", "GB", ["Europe/London"]),
        ("GB", "1 Castle Street, Belfast BT1 5GS", "GB-NORTHERN-IRELAND", ["Europe/London"]),
        ("GB", "St Peter Port GY1 1AA", "GB", []),  # Guernsey is another country
        ("IE", "5 Dame Street, Dublin 2, D02 X285", "IE", ["Europe/Dublin"]),
        ("BE", "Rue de la Loi 16, 1000 Bruxelles", "BE", ["Europe/Brussels"]),
        ("US", "1 Oak Ave, El Paso, TX 79901-1234", "US-CENTRAL-OR-MOUNTAIN", ["America/Chicago", "America/Denver"]),
        ("FR", "12 rue des Carmes, 44000 Nantes", "FR", ["Europe/Paris"]),
    ],
)
def test_addresses_are_read_as_their_country_writes_them(
    country: str, address: str, region: str, zones: list[str]
) -> None:
    found = whereabouts(shipped_pack(country.lower()), country, [address], [])

    assert (found.regions, [zone.key for zone in found.zones]) == ((region,), zones)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+33612345678", ["Europe/Paris"]),
        ("+262262123456", ["Indian/Reunion"]),
        ("+353871234567", ["Europe/Dublin"]),
        ("+12125550100", ["America/New_York"]),
        ("no number", []),
    ],
)
def test_numbers_tell_zones_also_where_a_country_has_no_pack(number: str, zones: list[str]) -> None:
    found = whereabouts(None, "CH", ["Bahnhofstrasse 1, 8001 Zürich"], [number])

    assert (found.regions, [zone.key for zone in found.zones]) == (("CH",), zones)


def test_what_did_not_connect_and_what_was_said_of_another_debt_do_not_count_in_america() -> None:
    busy = [PastContact(GOOD_MOMENT, VOICE, ContactResult.NOT_CONNECTED)] * 9
    other = [past("2026-11-23 10:00", VOICE, ContactResult.TALKED, zone=NEW_YORK, claims=[F_102])]
    now = local("2026-11-24 10:30", NEW_YORK)

    assert american(US, "US", busy)(now).decision is Decision.ALLOW
    assert american(US, "US", other)(now).decision is Decision.ALLOW
    # A conversation about both counts for both, and one about nobody knows what for all.
    for about in ([F_101, F_102], []):
        talk = past("2026-11-23 10:00", VOICE, ContactResult.TALKED, zone=NEW_YORK, claims=about)
        assert american(US, "US", [talk])(now).codes == (ReasonCode.CONVERSATION_COOLDOWN,)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of packs laid over those that ship."""
    yield tmp_path
    rule_packs.configure(None)


def lay(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    rule_packs.configure(folder)


FRENCH = (SHIPPED / "fr.toml").read_text(encoding="utf-8")


def test_a_file_under_another_countrys_name_is_refused(folder: Path) -> None:
    lay(folder, "it", FRENCH)

    with pytest.raises(PackInvalid, match=r"^it\.toml: name: found 'FR', the file is called for IT"):
        load_shipped()


def test_a_file_of_the_installation_stands_in_for_the_shipped_one_and_its_label_tells(folder: Path) -> None:
    shipped = shipped_pack("fr")

    lay(folder, "fr", FRENCH.replace('start = "09:00"', 'start = "10:00"'))

    assert shipped_countries() == {"be", "fr", "gb", "ie", "us"}
    assert ask(VOICE, paris("2026-11-24 09:30"), profile=shipped.profile("FR_B2C")).decision is Decision.ALLOW
    own = shipped_pack("fr")
    assert ask(VOICE, paris("2026-11-24 09:30"), profile=own.profile("FR_B2C")).codes == (ReasonCode.OUTSIDE_HOURS,)
    # The same version stands in both files; the rows differ.
    assert own.label != shipped.label
    assert own.label.split()[:2] == shipped.label.split()[:2]


def without(text: str, row: str) -> str:
    """A pack without the rows that this matches."""
    head, *rows = re.split(r"(?m)^(?=\[\[)", text)
    kept = [one for one in rows if not re.match(row, one)]
    assert len(kept) < len(rows)
    return head + "".join(kept)


@pytest.mark.parametrize(
    ("country", "row", "named"),
    [
        ("fr", r'\[\[rules\]\]\ncode = "FR_FIRST_LETTER_MISSING"', "rules: no row for FR_FIRST_LETTER_MISSING, which"),
        ("ie", r'\[\[rules\]\]\ncode = "WORK_ADDRESS"', "rules: no row for WORK_ADDRESS, which"),
        ("be", r"\[\[reminder_waits\]\]", "reminder_waits: no rows, which"),
        ("us", r"\[\[validation_notices\]\]", "validation_notices: no rows, which"),
        ("fr", r"\[\[languages\]\]", "languages: no rows, which"),
    ],
)
def test_a_file_that_stands_in_for_a_shipped_one_leaves_none_of_its_rules_out(
    folder: Path, country: str, row: str, named: str
) -> None:
    lay(folder, country, without((SHIPPED / f"{country}.toml").read_text(encoding="utf-8"), row))

    with pytest.raises(PackInvalid, match=rf"^{country}\.toml: {named} the shipped file has: add"):
        load_shipped()


def test_a_comment_changes_no_rule_and_no_label(folder: Path) -> None:
    shipped = shipped_pack("fr").label

    lay(folder, "fr", FRENCH + "\n# read by a lawyer\n")

    assert shipped_pack("fr").label == shipped


def test_what_was_said_before_is_read_as_far_back_as_any_rule_looks(folder: Path) -> None:
    before = look_back()

    lay(folder, "fr", re.sub(r"cooldown_days = \d+", "cooldown_days = 30", FRENCH))

    assert before >= timedelta(days=9)
    assert look_back() >= timedelta(days=32)


def test_limitation_periods_come_from_the_installations_file_too(folder: Path) -> None:
    def last_day() -> date | None:
        last = last_day_of(OfClaims.CONSUMER, OfNature.GENERAL, date(2025, 1, 15), law="FR")
        return last.day if last else None

    assert last_day() == date(2027, 1, 15)

    lay(folder, "fr", FRENCH.replace("years = 2", "years = 3"))

    assert last_day() == date(2028, 1, 15)
