"""The link that messages carry, and what whoever holds it may do, asked as browsers and mail clients ask."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import time_machine
from starlette.applications import Starlette

from tandem.casefiles.models import CaseFile, ContactPoint, Segment, Stage
from tandem.contacts import way_out
from tandem.contacts.attention import attention_for, what_to_do
from tandem.contacts.calls_asked import ask_for_call
from tandem.contacts.commands import record_opt_out
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut, Purpose
from tandem.contacts.stops.kinds import StopKind
from tandem.contacts.way_out_page import masked
from tandem.entrypoints.http import way_out as page
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.kit.rates import Rates
from tandem_graphql.limits import DEFAULT
from tandem_graphql.senders import Senders
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, text_from, told, work
from tests.domain.contacts_db.test_stop_facts import enter
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody with a link and no account."""
    app = Starlette(routes=page.routes)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://app.example") as client:
        yield client


async def sent(made: MadeCase, channel: Channel = Channel.SMS) -> tuple[ContactAttempt, str]:
    """A message that left, and the path of its link."""
    attempt = await plan(made, channel)
    await work()
    return attempt, way_out.link_for(attempt.id).removeprefix("https://app.example")


def hours_offered(page: str) -> dict[str, list[int]]:
    """The hours of each day on which a call can be asked for."""
    found: dict[str, list[int]] = {}
    for day, hour in re.findall(r'value="(\d{4}-\d\d-\d\d)T(\d\d):00"', page):
        found.setdefault(day, []).append(int(hour))
    return found


def days_offered(page: str) -> set[str]:
    return set(hours_offered(page))


async def refused(made: MadeCase) -> set[tuple[Channel, str]]:
    async with reading(AGENCY):
        points = {made.phone.value, made.email.value, made.postal.value}
        return {(one.channel, one.address) for one in await OptOut.filter(address__in=points, lifted_at=None)}


def test_a_code_is_twelve_letters_of_a_screen_the_same_each_time_and_another_for_each_attempt():
    codes = {way_out.code_of(new_id()) for _ in range(500)}
    one = new_id()

    assert len(codes) == 500
    assert all(way_out.is_code(code) and not re.search("[il1o0]", code) for code in codes)
    assert way_out.code_of(one) == way_out.code_of(one)


async def test_the_link_opens_once_its_message_left_and_only_a_hash_is_kept(browser: httpx2.AsyncClient):
    made = await make_case()
    attempt = await plan(made)
    path = f"/o/{way_out.code_of(attempt.id)}"
    before = await browser.get(path)
    await work()

    after = await browser.get(path)

    assert (before.status_code, after.status_code) == (404, 200)
    async with reading(AGENCY):
        rows = await database.rows("SELECT * FROM ways_out WHERE attempt_id = $1", attempt.id)
    assert len(rows) == 1
    assert way_out.code_of(attempt.id) not in str(rows[0])


async def test_the_page_names_the_agency_and_neither_debt_nor_creditor_nor_person(browser: httpx2.AsyncClient):
    made = await make_case(name="Camille Durand")
    _, path = await sent(made)

    shown = (await browser.get(path)).text

    assert "Cabinet Lenoir" in shown
    assert f"au numéro qui finit par {made.phone.value[-2:]}." in shown
    for secret in (made.phone.value, made.case_file.reference, "Camille", "Durand", "120", "Bâti", "recouvrement de"):
        assert secret not in shown


async def test_the_page_runs_nothing_and_is_kept_by_nobody(browser: httpx2.AsyncClient):
    _, path = await sent(await make_case())

    answer = await browser.get(path)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'nonce-")
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    # Nothing elsewhere that a browser could tell the address to.
    assert not re.search(r"(?:href|src|action)=\"(?!/o/)", answer.text)
    assert re.search(r"style-src 'nonce-([^']+)'", policy).group(1) in answer.text  # type: ignore[union-attr]


@pytest.mark.parametrize(("query", "word"), [("", "Plus de SMS à ce numéro"), ("?lang=en", "No more texts")])
async def test_the_page_speaks_the_language_of_the_message_or_the_other(
    browser: httpx2.AsyncClient, query: str, word: str
):
    _, path = await sent(await make_case())

    assert word in (await browser.get(path + query)).text


async def test_looking_at_the_link_changes_nothing_however_often(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    before = len(await told(made))

    for _ in range(3):
        await browser.get(path)
        await browser.head(path)

    assert await refused(made) == set()
    assert len(await told(made)) == before


@pytest.mark.parametrize(
    ("what", "channels"),
    [
        ("channel", {Channel.SMS}),
        ("address", {Channel.SMS, Channel.VOICE}),
        ("all", {Channel.SMS, Channel.VOICE, Channel.EMAIL}),
    ],
)
async def test_the_form_opts_out_of_as_much_as_was_chosen(
    browser: httpx2.AsyncClient, what: str, channels: set[Channel]
):
    made = await make_case()
    _, path = await sent(made)
    waiting = await plan(made, send_at=MORNING + timedelta(days=1))

    answer = await browser.post(path, data={"act": "refuse", "what": what})
    await work()

    assert answer.status_code == 200
    assert "C’est fait" in answer.text
    assert {channel for channel, _ in await refused(made)} == channels
    assert (await reread(waiting)).state is AttemptState.BLOCKED
    ledger = await ledger_for(AWA, made.case_file.id)
    assert ledger
    assert {entry.source for entry in ledger.entries} == {"page"}


async def test_what_was_refused_may_be_taken_back(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    await browser.post(path, data={"act": "refuse", "what": "address"})

    await browser.post(path, data={"act": "again"})

    assert await refused(made) == set()


async def test_one_click_of_a_mail_client_opts_the_address_out(browser: httpx2.AsyncClient):
    """RFC 8058, section 3.2: a POST without cookies, whose body says so."""
    made = await make_case()
    _, path = await sent(made, Channel.EMAIL)

    answer = await browser.post(path, data=ONE_CLICK)

    assert (answer.status_code, answer.text) == (200, "")
    assert await refused(made) == {(Channel.EMAIL, made.email.value)}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "refuse"},
        {"act": "refuse", "what": "everything"},
        {"act": "prefer", "channel": "fax"},
        {"act": "prefer", "hours": "midnight"},
        {"act": "call", "at": "2027-11-24T09:00"},
        {"act": "call", "at": "2026-11-24T03:00"},
        {"act": "call", "at": "tomorrow"},
    ],
)
async def test_a_form_that_our_page_does_not_send_does_nothing(browser: httpx2.AsyncClient, form: dict[str, str]):
    made = await make_case()
    _, path = await sent(made)
    before = len(await told(made))

    answer = await browser.post(path, data=form)

    assert answer.status_code == 400
    assert (await refused(made), len(await told(made))) == (set(), before)


@pytest.mark.parametrize("code", ["", "short", "abcdefghjkmn", "ABCDEFGHJKMN", "../../../etc", "%00", "abcdefghjkm%0A"])
async def test_what_is_no_link_gets_the_neutral_page(browser: httpx2.AsyncClient, code: str):
    answer = await browser.get(f"/o/{code}", headers={"accept-language": "en"})

    assert answer.status_code == 404
    if code and "/" not in code:
        assert "no longer in use" in answer.text


@pytest.mark.parametrize(
    ("language", "words", "phone"),
    [("fr", "Ce lien n’est plus valable", "01 99 00 12 10"), ("en", "This link has expired", "+33 1 99 00 12 10")],
)
async def test_a_link_that_expired_names_who_sent_it_and_how_to_reach_them(
    browser: httpx2.AsyncClient, morning: time_machine.Traveller, language: str, words: str, phone: str
):
    made = await make_case()
    _, path = await sent(made)
    morning.move_to(MORNING + way_out.LIFE + timedelta(seconds=1))

    shown = await browser.get(path, params={"lang": language})
    tried = await browser.post(path, data={"act": "refuse", "what": "channel"})

    assert (shown.status_code, tried.status_code) == (410, 410)
    assert all(one in shown.text for one in (words, "Lenoir", "44000 Nantes", phone, 'href="tel:+33199001210"'))
    assert made.party.name not in shown.text
    assert "<form" not in shown.text
    assert await refused(made) == set()


async def test_it_works_after_the_case_file_is_closed(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    async with transaction(AGENCY):
        await CaseFile.filter(id=made.case_file.id).update(stage=Stage.CLOSED, closed_at=MORNING, close_code="other")

    shown = await browser.get(path)
    await browser.post(path, data={"act": "refuse", "what": "channel"})

    assert shown.status_code == 200
    assert "Demander un appel" not in shown.text
    assert await refused(made) == {(Channel.SMS, made.phone.value)}


@pytest.mark.parametrize("later", [timedelta(0), way_out.LIFE + timedelta(seconds=1)], ids=["in time", "expired"])
async def test_somebody_erased_leaves_the_neutral_page(
    browser: httpx2.AsyncClient, morning: time_machine.Traveller, later: timedelta
):
    made = await make_case()
    _, path = await sent(made)
    expected = (await browser.get("/o/abcdefghjkmn")).text
    morning.move_to(MORNING + later)
    async with transaction(AGENCY):
        await CaseFile.filter(id=made.case_file.id).update(erased_at=MORNING)

    answer = await browser.get(path)

    assert answer.status_code == 404
    assert without_nonce(answer.text) == without_nonce(expected)


async def test_a_call_that_was_asked_for_waits_on_a_person_at_the_persons_own_time(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)

    await browser.post(path, data={"act": "call", "at": "2026-11-26T14:00"})

    waiting = [item for _, item in (await attention_for(AWA, 50, None)).items if item.case_file_id == made.case_file.id]
    [call] = [item for item in waiting if item.channel is Channel.VOICE]
    assert (call.state, call.purpose) == (AttemptState.NEEDS_PERSON, Purpose.CALLBACK)
    assert call.callback_at == datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert call.reasons == [{"code": "CALL_ASKED_AT", "source": None, "args": {"day": "2026-11-26", "time": "14:00"}}]
    assert (what_to_do(call, "en") or "").startswith("Call this person")


async def test_asking_again_changes_the_time_and_makes_no_second_call(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)

    await browser.post(path, data={"act": "call", "at": "2026-11-26T14:00"})
    await browser.post(path, data={"act": "call", "at": ""})

    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=made.case_file.id, channel=Channel.VOICE)
    assert (call.callback_at, call.reasons[0]["code"]) == (None, "CALL_ASKED")


async def test_a_day_that_is_closed_to_calls_is_not_offered_and_not_taken(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    sunday, monday, tuesday = "2026-11-29", "2026-11-30", "2026-12-08"

    offered = days_offered((await browser.get(path)).text)
    asked = await browser.post(path, data={"act": "call", "at": f"{sunday}T10:00"})

    assert {"2026-11-24", monday, tuesday} <= offered
    assert not {sunday, "2026-12-06", "2026-12-09"} & offered
    assert asked.status_code == 400
    async with reading(AGENCY):
        assert not await ContactAttempt.exists(case_file_id=made.case_file.id, channel=Channel.VOICE)


async def test_hours_are_offered_in_which_the_person_may_be_called_and_no_others(browser: httpx2.AsyncClient):
    """A professional in France: 8:30 to 18:30, and it is 10:30; a consumer until 20:00, on Saturdays until 13:00."""
    _, professional = await sent(await make_case())
    _, consumer = await sent(await make_case(segment=Segment.CONSUMER))

    hours, theirs = [hours_offered((await browser.get(path)).text) for path in (professional, consumer)]

    assert (hours["2026-11-24"], hours["2026-11-25"]) == (list(range(11, 19)), list(range(9, 19)))
    assert (theirs["2026-11-25"], theirs["2026-11-28"]) == (list(range(9, 20)), list(range(9, 13)))
    assert "2026-11-28" not in hours


async def test_no_public_holiday_is_offered(browser: httpx2.AsyncClient, morning: time_machine.Traveller):
    morning.move_to(MORNING + timedelta(days=24))  # 2026-12-18
    _, path = await sent(await make_case())

    offered = days_offered((await browser.get(path)).text)

    assert {"2026-12-24", "2026-12-28", "2026-12-31"} <= offered
    assert not {"2026-12-25", "2027-01-01"} & offered


@pytest.mark.parametrize("what", ["address", "all"])
async def test_whoever_asked_for_a_call_and_then_refuses_calls_waits_for_none(browser: httpx2.AsyncClient, what: str):
    made = await make_case()
    _, path = await sent(made)
    await browser.post(path, data={"act": "call", "at": "2026-11-26T14:00"})

    await browser.post(path, data={"act": "refuse", "what": what})
    await work()

    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=made.case_file.id, channel=Channel.VOICE)
    assert (call.state, call.reasons[0]["code"]) == (AttemptState.CANCELLED, "CALL_REFUSED")
    waiting = (await attention_for(AWA, 50, None)).items
    assert made.case_file.id not in [item.case_file_id for _, item in waiting]
    # A client is not told of what somebody wished.
    assert "CALL_REFUSED" not in str([entry.data for entry in await told(made, HELENE)])


async def test_whoever_refuses_texts_alone_is_still_called(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    await browser.post(path, data={"act": "call", "at": ""})

    await browser.post(path, data={"act": "refuse", "what": "channel"})
    await work()

    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=made.case_file.id, channel=Channel.VOICE)
    assert call.state is AttemptState.NEEDS_PERSON


async def calls_of(made: MadeCase) -> list[ContactAttempt]:
    async with reading(AGENCY):
        return await ContactAttempt.filter(case_file_id=made.case_file.id, channel=Channel.VOICE)


async def test_whoever_refused_calls_by_this_link_and_asks_for_one_allows_them_first_in_one_press(
    browser: httpx2.AsyncClient,
):
    made = await make_case()
    _, path = await sent(made)
    await browser.post(path, data={"act": "refuse", "what": "address"})

    asked = await browser.post(path, data={"act": "call", "at": "2026-11-26T14:00"})
    before = await calls_of(made)
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
    allowed = await browser.post(path, data=form)

    assert "Les appels ont été refusés par ce lien" in asked.text
    assert "vous appellera." not in asked.text
    assert (before, form) == ([], {"act": "allow_call", "at": "2026-11-26T14:00"})
    assert "Cabinet Lenoir Recouvrement vous appellera." in allowed.text
    # Texts stay refused, and the call that is planned for its hour passes the gate.
    assert await refused(made) == {(Channel.SMS, made.phone.value)}
    [wish] = await calls_of(made)
    assert wish.callback_at == datetime(2026, 11, 26, 13, tzinfo=UTC)
    planned = await plan(made, Channel.VOICE, send_at=wish.callback_at)
    assert (planned.purpose, planned.reasons) == (Purpose.CALLBACK, [])


@pytest.mark.parametrize("act", ["call", "allow_call"])
async def test_calls_that_were_refused_otherwise_are_not_promised_and_the_link_takes_nothing_back(
    browser: httpx2.AsyncClient, act: str
):
    made = await make_case()
    _, path = await sent(made)
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.VOICE)

    asked = await browser.post(path, data={"act": act, "at": ""})

    assert "refusés autrement que par ce lien" in asked.text
    assert "allow_call" not in asked.text
    assert await refused(made) == {(Channel.VOICE, made.phone.value)}
    assert await calls_of(made) == []


async def test_a_call_that_something_else_is_in_the_way_of_is_passed_on_and_not_promised(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    await enter(made, StopKind.LAWYER)

    asked = await browser.post(path, data={"act": "call", "at": ""})

    assert "transmis à Cabinet Lenoir" in asked.text
    assert [one.state for one in await calls_of(made)] == [AttemptState.NEEDS_PERSON]


async def test_a_call_for_another_client_at_a_number_that_refuses_calls_again_waits_no_more(
    browser: httpx2.AsyncClient,
):
    made, other = await make_case(), await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    _, path = await sent(made)
    await browser.post(path, data={"act": "refuse", "what": "address"})
    async with transaction(AGENCY):
        # Asked for after the refusal: the collector sees both.
        assert await ask_for_call(AGENCY, await ContactPoint.get(id=other.phone.id), None)
    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=other.case_file.id, channel=Channel.VOICE)

    await browser.post(path, data={"act": "refuse", "what": "address"})

    assert call.state is AttemptState.NEEDS_PERSON
    assert (await reread(call)).state is AttemptState.CANCELLED


async def test_calls_that_a_collector_was_told_to_refuse_are_waited_for_no_more(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)
    await browser.post(path, data={"act": "call", "at": ""})

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.VOICE)

    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=made.case_file.id, channel=Channel.VOICE)
    assert call.state is AttemptState.CANCELLED


async def test_without_a_number_on_file_no_call_is_offered(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made, Channel.EMAIL)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(invalid_at=MORNING)

    shown = await browser.get(path)
    asked = await browser.post(path, data={"act": "call", "at": ""})

    assert "Demander un appel" not in shown.text
    assert "ne peut pas vous appeler" in asked.text


async def test_preferred_hours_put_a_demand_off_to_them(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)

    await browser.post(path, data={"act": "prefer", "channel": "email", "hours": "afternoon"})
    put_off = await plan(made, Channel.EMAIL)

    assert [reason["code"] for reason in put_off.reasons] == ["PREFERRED_HOURS"]
    assert put_off.until == datetime(2026, 11, 24, 13, tzinfo=UTC)
    ledger = await ledger_for(AWA, made.case_file.id)
    assert ledger
    assert [(one.channel, one.hours) for one in ledger.preferences] == [(Channel.EMAIL, (14 * 60, 18 * 60))]


async def test_what_somebody_prefers_is_told_on_the_agencys_timeline_of_each_of_their_cases(
    browser: httpx2.AsyncClient,
) -> None:
    made, other = await make_case(), await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    _, path = await sent(made)

    await browser.post(path, data={"act": "prefer", "channel": "email", "hours": "afternoon"})

    for one in (made, other):
        [entry] = [entry for entry in await told(one) if entry.kind == "preference_told"]
        assert (entry.data["channel"], entry.data["from_minute"], entry.data["to_minute"]) == ("email", 840, 1080)
        assert entry.data["address"] == made.phone.value
    assert "preference_told" not in [entry.kind for entry in await told(made, HELENE)]


async def test_another_preference_takes_the_place_of_the_one_before_which_stays(browser: httpx2.AsyncClient):
    made = await make_case()
    _, path = await sent(made)

    await browser.post(path, data={"act": "prefer", "channel": "email", "hours": "afternoon"})
    await browser.post(path, data={"act": "prefer", "channel": "", "hours": ""})

    async with reading(AGENCY):
        rows = await database.rows("SELECT ended_at FROM contact_preferences WHERE address = $1", made.phone.value)
    assert len(rows) == 1
    assert rows[0]["ended_at"] is not None
    assert (await plan(made, Channel.EMAIL)).reasons == []


async def test_no_link_in_any_message_of_ours_leads_nowhere(browser: httpx2.AsyncClient, fakes: Fakes):
    made = await make_case()
    await sent(made)
    await call_back(text_from(made, "AIDE", key="1"))

    links = [link for message, _, _ in fakes.sms.accepted for link in re.findall(r"https?://\S+", message.body)]

    assert links
    for link in links:
        shown = await browser.get(link.removeprefix("https://app.example"))
        assert shown.status_code == 200
        for action in re.findall(r'(?:action|href)="([^"]+)"', shown.text):
            assert (await browser.get(action)).status_code == 200


async def test_guesses_cost_points_and_true_links_give_theirs_back():
    app = Starlette(routes=page.routes)
    app.state.senders = Senders(replace(DEFAULT, points_of_address=3), rates=Rates())
    _, path = await sent(await make_case())

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://app.example") as client:
        looks = [(await client.get(path)).status_code for _ in range(5)]
        guesses = [(await client.get(f"/o/{way_out.code_of(new_id())}")).status_code for _ in range(4)]
        refused = await client.get(path, headers={"accept-language": "en"})

    assert looks == [200] * 5
    assert guesses == [404, 404, 404, 429]
    assert refused.status_code == 429
    assert "Please wait a moment" in refused.text
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("address", "shown"), [("+33639981102", "02"), ("camille@exemple.example", "c…@exemple.example"), ("@x", "…@x")]
)
def test_an_address_is_shown_as_its_owner_knows_it(address: str, shown: str):
    assert masked(address) == shown


def without_nonce(document: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", document)
