"""Each person of a case file is judged by their own country and segment: two of one case file by two packs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tandem.casefiles.models import ContactPlace, ContactPoint, ContactPointKind, Debtor, Segment, Stage
from tandem.casefiles.parties import Protection, correct_party
from tandem.contacts import content
from tandem.contacts.asking import Question, verdict_for, whereabouts_of
from tandem.contacts.calling.script_copy import script_of
from tandem.contacts.commands import plan_contact
from tandem.contacts.errors import RuleAbsent, TemplateNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import ReasonCode, Verdict, shipped_pack
from tandem.contacts.language import languages_for, written_languages
from tandem.contacts.letters import addressee
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.contacts.person import Unsaid
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case, make_guarantor

pytestmark = pytest.mark.usefixtures("worker")
FRANCE, BELGIUM = shipped_pack("fr").label, shipped_pack("be").label
CONSUMER, PROFESSIONAL = Segment.CONSUMER, Segment.PROFESSIONAL
BRUSSELS = "Lies Borg\nRue de la Loi 16\n1000 Bruxelles"
BELGIAN = {"country": "BE", "phone": "+32470123456", "postal": BRUSSELS}
OPEN: tuple[str | None, list[str]] = (None, [])


async def facts(made: MadeCase) -> CaseFacts:
    async with transaction(AGENCY):
        return (await facts_of([made.case_file.id]))[made.case_file.id]


def asked(
    known: CaseFacts, point: ContactPoint, at: str = "2026-11-24T09:30Z", channel: Channel = Channel.VOICE
) -> Verdict:
    address = known.address(point.id)
    return verdict_for(known, Question(channel, Purpose.DEMAND, address, datetime.fromisoformat(at)))


async def opened(made: MadeCase, point: ContactPoint, on: date) -> None:
    """An opening letter about every claim, posted to this address."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    await left(made, point, Channel.LETTER, at, is_opening_letter=True, posted_on=on)


async def left(made: MadeCase, point: ContactPoint, channel: Channel, at: datetime, **more: Any) -> None:
    """An attempt about every claim that left for this address."""
    await ContactAttempt.create(
        agency_id=made.case_file.agency_id,
        creditor_id=made.case_file.creditor_id,
        case_file_id=made.case_file.id,
        party_id=point.party_id,
        contact_point_id=point.id,
        channel=channel,
        purpose=Purpose.DEMAND,
        state=AttemptState.ACCEPTED,
        template_id="earlier",
        template_title="Earlier",
        language="fr",
        to_address=point.value,
        claims=[[str(claim.id), claim.outstanding] for claim in made.claims],
        pack_version=FRANCE,
        send_at=at,
        sending_at=at,
        created_at=at,
        **more,
    )


def told(verdict: Verdict) -> tuple[str | None, list[str]]:
    """Until when it waits, and why."""
    until = verdict.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if verdict.until else None
    return until, [str(code) for code in verdict.codes]


@pytest.mark.parametrize(
    ("at", "debtor", "guarantor"),
    [
        # A company is called on weekdays from 8:30 to 18:30, a consumer from 9 to 20 and on Saturday morning.
        ("2026-11-27T17:45Z", ("2026-11-30T07:30Z", ["OUTSIDE_HOURS"]), OPEN),
        ("2026-11-28T09:00Z", ("2026-11-30T07:30Z", ["DAY_OFF"]), OPEN),
        ("2026-11-24T07:45Z", OPEN, ("2026-11-24T08:00Z", ["OUTSIDE_HOURS"])),
        ("2026-11-29T10:00Z", ("2026-11-30T07:30Z", ["DAY_OFF"]), ("2026-11-30T08:00Z", ["DAY_OFF"])),
    ],
)
async def test_a_consumer_who_vouches_for_a_company_has_a_consumers_hours(
    at: str, debtor: tuple[str | None, list[str]], guarantor: tuple[str | None, list[str]]
) -> None:
    made = await make_case(segment=PROFESSIONAL)
    other = await make_guarantor(made, country="FR", segment=CONSUMER)
    async with transaction(AGENCY):
        for point in (made.postal, other.postal):
            await opened(made, point, date(2026, 11, 2))
    known = await facts(made)

    of_debtor, of_other = asked(known, made.phone, at), asked(known, other.phone, at)

    assert (of_debtor.profile, told(of_debtor)) == ("FR_B2B", debtor)
    assert (of_other.profile, told(of_other)) == ("FR_B2C", guarantor)


@pytest.mark.parametrize(
    ("owed_by", "vouches", "stopped"), [(PROFESSIONAL, CONSUMER, True), (CONSUMER, PROFESSIONAL, False)]
)
async def test_who_vouches_is_asked_at_an_irish_place_of_work_as_what_they_are_themselves(
    owed_by: Segment, vouches: Segment, stopped: bool
) -> None:
    made = await make_case(segment=owed_by)
    other = await make_guarantor(made, country="IE", segment=vouches, phone="+35312345678")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(place=ContactPlace.WORK)

    _, why = told(asked(await facts(made), other.phone, "2026-11-24T11:00Z"))

    assert (ReasonCode.WORK_ADDRESS in why) is stopped


@pytest.mark.parametrize(
    ("at", "debtor", "guarantor"),
    [
        # Saturday afternoon: not in France, until 20:00 in Belgium.
        ("2026-11-28T14:00Z", ("2026-11-30T08:00Z", ["OUTSIDE_HOURS"]), OPEN),
        # 8:15: from 9 in France, from 8 in Belgium.
        ("2026-11-24T07:15Z", ("2026-11-24T08:00Z", ["OUTSIDE_HOURS"]), OPEN),
        ("2026-11-29T10:00Z", ("2026-11-30T08:00Z", ["DAY_OFF"]), ("2026-11-30T07:00Z", ["DAY_OFF"])),
        ("2026-11-24T09:30Z", OPEN, OPEN),
    ],
)
async def test_a_belgian_who_vouches_for_a_french_consumer_has_belgian_hours(
    at: str, debtor: tuple[str | None, list[str]], guarantor: tuple[str | None, list[str]]
) -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, **BELGIAN)
    async with transaction(AGENCY):
        for point in (made.postal, other.postal):
            await opened(made, point, date(2026, 11, 2))
    known = await facts(made)

    of_debtor, of_other = asked(known, made.phone, at), asked(known, other.phone, at)

    assert (of_debtor.profile, of_debtor.pack_version, told(of_debtor)) == ("FR_B2C", FRANCE, debtor)
    assert (of_other.profile, told(of_other)) == ("BE_B2C", guarantor)
    # The French agency owes its own duties to both, and the claim grows old as it does for the debtor.
    assert of_other.pack_version == f"{BELGIUM} + {FRANCE}"


async def test_each_is_owed_the_letters_of_their_own_law() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, **BELGIAN)

    before = asked(await facts(made), other.phone)
    async with transaction(AGENCY):
        await opened(made, made.postal, date(2026, 11, 16))
        await opened(made, other.postal, date(2026, 11, 16))
    known = await facts(made)

    assert told(before) == (None, ["FR_FIRST_LETTER_MISSING", "BE_FIRST_REMINDER_MISSING"])
    # Fourteen days from the third working day after the posting, in Belgium alone.
    assert told(asked(known, other.phone))[1] == ["BE_14_DAY_WAIT"]
    assert told(asked(known, made.phone)) == OPEN


async def test_limits_are_those_of_each_person(morning: time_machine.Traveller) -> None:
    made = await make_case(segment=PROFESSIONAL)
    other = await make_guarantor(made, country="FR", segment=CONSUMER)
    async with transaction(AGENCY):
        for point in (made.postal, other.postal):
            await opened(made, point, date(2026, 11, 2))
        for point in (made.phone, other.phone):
            at = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
            await left(made, point, Channel.VOICE, at, disposition=Disposition.NO_ANSWER)
    known = await facts(made)

    # One unanswered call a day to a consumer, two to a company.
    assert told(asked(known, other.phone))[1] == ["CALL_CAP_DAY"]
    assert told(asked(known, made.phone)) == OPEN


async def test_a_claim_grows_old_for_a_guarantor_as_it_does_for_the_debtor() -> None:
    # Two years for a consumer's claim in France, five for a company's, whoever vouches for it.
    consumers = await make_case(segment=CONSUMER, due_on=date(2024, 6, 1))
    company = await make_case(segment=PROFESSIONAL, due_on=date(2024, 6, 1))
    for_consumer = await make_guarantor(consumers, segment=PROFESSIONAL, country="FR")
    for_company = await make_guarantor(company, segment=CONSUMER, **BELGIAN)

    assert "TIME_BARRED" in asked(await facts(consumers), for_consumer.phone).codes
    assert "TIME_BARRED" not in asked(await facts(company), for_company.phone).codes


async def test_who_is_where_no_rules_are_known_is_not_contacted_and_the_debtor_is() -> None:
    made = await make_case(segment=PROFESSIONAL)
    other = await make_guarantor(made, country="CH", phone="+41446681800")
    known = await facts(made)

    with pytest.raises(RuleAbsent) as absent:
        asked(known, other.phone)

    assert "contacts in CH" in str(absent.value.values["what"])
    assert told(asked(known, made.phone)) == OPEN


async def test_hours_are_those_of_where_each_person_is(morning: time_machine.Traveller) -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(
        made, country="US", segment=CONSUMER, phone="+13105550100", postal="1 Sunset Bd\nLos Angeles, CA 90001"
    )
    known = await facts(made)

    assert [zone.key for zone in whereabouts_of(known, made.party.id).zones] == ["Europe/Paris"]
    assert [zone.key for zone in whereabouts_of(known, other.party.id).zones] == ["America/Los_Angeles"]
    # Half past ten in Paris is half past one at night in Los Angeles.
    assert "OUTSIDE_HOURS" in asked(known, other.phone).codes
    assert told(asked(known, made.phone)) == OPEN


async def test_nobody_said_where_they_live_so_every_law_that_their_details_point_to_must_agree() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, phone="+32470123456")
    async with transaction(AGENCY):
        for point in (made.postal, other.postal):
            await opened(made, point, date(2026, 11, 2))
    known = await facts(made)

    verdict = asked(known, other.phone, "2026-11-28T14:00Z")

    assert known.parties[other.party.id].countries == ("FR", "BE")
    assert verdict.unsaid == (Unsaid.COUNTRY, Unsaid.SEGMENT)
    assert (verdict.profile, told(verdict)) == ("FR_B2C + BE_B2C", ("2026-11-30T08:00Z", ["OUTSIDE_HOURS"]))
    assert asked(known, made.phone).unsaid == ()


async def test_nobody_said_as_whom_they_are_bound_so_they_are_a_consumer() -> None:
    made = await make_case(segment=PROFESSIONAL)
    other = await make_guarantor(made, country="FR")

    verdict = asked(await facts(made), other.phone)

    assert (verdict.profile, verdict.unsaid) == ("FR_B2C", (Unsaid.SEGMENT,))


async def test_a_postal_address_that_names_its_country_says_where_they_live() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, postal=f"{BRUSSELS}\nBELGIQUE")
    known = await facts(made)

    assert known.parties[other.party.id].countries == ("BE",)
    assert asked(known, other.phone).unsaid == ()


async def test_an_address_that_is_closed_does_not_say_where_they_live() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, phone="+32470123456", postal=f"{BRUSSELS}\nBELGIQUE")
    async with transaction(AGENCY):
        points = ContactPoint.filter(id__in=[other.phone.id, other.postal.id])
        await points.update(invalid_at=clock.now(), invalid_reason="wrong person")
    known = await facts(made)

    person = known.parties[other.party.id]

    assert (person.countries, person.unsaid) == (("FR",), frozenset({Unsaid.COUNTRY}))


async def test_addresses_that_name_two_countries_say_neither_and_the_letter_names_none() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, postal=f"{BRUSSELS}\nBELGIQUE")
    street = "Lies Borg\n5 rue du Lac\n1003 Lausanne\nSUISSE"
    async with transaction(AGENCY):
        await ContactPoint.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file_id=made.case_file.id,
            party_id=other.party.id,
            kind=ContactPointKind.POSTAL,
            value=street,
            created_at=clock.now(),
        )
    known = await facts(made)

    person = known.parties[other.party.id]

    assert (person.countries[0], set(person.countries)) == ("FR", {"FR", "BE", "CH"})
    assert person.unsaid == {Unsaid.COUNTRY}
    assert addressee(person, street).country is None
    assert addressee(known.parties[made.party.id], made.postal.value).country == "FR"


async def test_where_an_approved_text_may_leave_no_more_the_one_that_ships_stands_in() -> None:
    made = await make_case(segment=CONSUMER)
    known = await facts(made)
    shipped = known.templates["email_reminder.fr"]
    # Approved before a text had to recall the opening letter.
    text = shipped.wording.text.replace("{first_letter_ref}", "").replace("{first_letter_date}", "")
    old = replace(shipped, wording=replace(shipped.wording, text=text), version="before")
    own = replace(old, id="own.before")
    known = replace(known, templates={**known.templates, shipped.id: old, own.id: own})

    offered = content.usable(known, Channel.EMAIL, made.party.id)

    assert text != shipped.wording.text
    assert shipped in offered
    assert {old, own}.isdisjoint(offered)
    assert content.template_for(known, Channel.EMAIL, made.party.id, shipped.id) == shipped
    with pytest.raises(TemplateNotFound):
        content.template_for(known, Channel.EMAIL, made.party.id, own.id)


async def test_texts_are_in_their_own_language_under_their_own_law() -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, segment=CONSUMER, language="en", **BELGIAN)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="fr")
    known = await facts(made)

    assert languages_for(known, made.party.id) == ("fr",)
    assert languages_for(known, other.party.id) == ("en",)
    reminders = {one.id for one in content.usable(known, Channel.EMAIL, other.party.id)}
    of_debtor = {one.id for one in content.usable(known, Channel.EMAIL, made.party.id)}
    assert {one for one in reminders - of_debtor if "first_reminder" in one}


async def test_who_reads_neither_language_gets_a_letter_in_one_that_there_is_once_a_person_let_it_pass() -> None:
    made = await make_case(segment=PROFESSIONAL, stage=Stage.ACCEPTED)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="de")
    known = await facts(made)
    moved = replace(known, parties={made.party.id: replace(known.parties[made.party.id], countries=("GB",))})

    letter = await plan(made, Channel.LETTER, template_id=content.OPENING_LETTER)

    assert (letter.language, [one["code"] for one in letter.reasons]) == ("fr", ["LANGUAGE"])
    assert written_languages(known, made.party.id) == ("fr", "en")
    assert written_languages(moved, made.party.id) == ("en", "fr")
    script = script_of(known, made.party.id)
    assert script
    assert script.language == "fr"


async def test_the_log_says_by_whose_law_a_person_was_judged() -> None:
    made = await make_case(segment=PROFESSIONAL)

    attempt = await plan(made)

    async with reading(AGENCY):
        kept = await database.row("SELECT inputs FROM gate_decisions WHERE attempt_id = $1", attempt.id)
    assert kept is not None
    assert '"countries": ["FR"]' in kept["inputs"]


async def test_what_waits_is_judged_again_once_somebody_says_where_they_live(morning: time_machine.Traveller) -> None:
    made = await make_case(segment=CONSUMER)
    other = await make_guarantor(made, country="FR", segment=CONSUMER)
    async with transaction(AGENCY):
        await opened(made, other.postal, date(2026, 11, 16))
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        other.email.id,
        channel=Channel.EMAIL,
        template_id="email_reminder.fr",
        send_at=clock.now() + timedelta(hours=1),
        idempotency_key="to a guarantor",
    )

    swiss = Protection("CH", CONSUMER)
    await correct_party(AWA, other.party.id, protection=swiss, reason="Her letter of 20 November")
    await work()

    after = await reread(attempt)
    assert (attempt.state, after.state) == (AttemptState.PLANNED, AttemptState.NEEDS_PERSON)
    assert [reason["code"] for reason in after.reasons] == ["RULE_ABSENT"]


@pytest.mark.parametrize(
    ("country", "vouched_for", "counts"),
    [("FR", False, False), ("US", False, True), ("FR", True, True), ("ZZ", False, True)],
)
async def test_what_was_tried_is_read_as_far_back_as_the_rules_of_these_people_look(
    country: str, vouched_for: bool, counts: bool
) -> None:
    made = await make_case(segment=CONSUMER)
    if vouched_for:
        await make_guarantor(made)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country=country)
        for days in (2, 29):
            await left(made, made.phone, Channel.VOICE, clock.now() - timedelta(days=days))

    known = await facts(made)

    assert len(known.earlier) == (2 if counts else 1)
