"""The line held in a browser: the same line, its token, who may join it, and how it ends."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.contacts.calling import lines
from tandem.contacts.calling.commands import close_line, open_line
from tandem.contacts.calling.gone import BEFORE_A_RING, PATIENCE
from tandem.contacts.calling.lines import Closed, Line, LineDevice, LineState
from tandem.contacts.calling.queries import my_calls
from tandem.contacts.calling.ringing import close_overdue_lines
from tandem.contacts.calling.softphone import (
    TOKEN_EVERY,
    browser_answered,
    browser_left,
    identity_of,
    token_for_line,
)
from tandem.contacts.channels import channels
from tandem.contacts.errors import LineNotOpen, SoftphoneMissing, TokenTooSoon
from tandem.contacts.models import AttemptState, Channel
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import (
    BrowserLeg,
    CallEvent,
    CallLeg,
    CallStatus,
    ChannelEvent,
    OutboundCall,
    OutboundLineCall,
    Provider,
    Unavailable,
)
from tandem_channels.fake import FakeBrowserLegs
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
MARC = actor_of_cast("marc")
ON_COMPUTER = LineDevice.COMPUTER


@pytest.fixture(autouse=True)
def browser(fakes: Fakes) -> FakeBrowserLegs:
    """An account that is set up for browsers, in an installation whose pages may use them."""
    fakes.voice.browser = FakeBrowserLegs()
    contacts.configure(replace(channels(), softphone=True))
    return fakes.voice.browser


async def line_now() -> Line:
    async with reading(AGENCY):
        line = await lines.newest_line_of(AWA.membership_id)
    assert line
    return line


def leg(line: Line, sid: str = "CA-browser", identity: str | None = None) -> BrowserLeg:
    return BrowserLeg(sid, identity or identity_of(line.membership_id), str(line.id))


async def opened() -> Line:
    asked = (await open_line(AWA, ON_COMPUTER)).line
    await browser_answered(leg(asked), None)
    return await line_now()


async def test_nobody_is_rung_and_the_browser_joins_the_conference(fakes: Fakes) -> None:
    asked = (await open_line(AWA, ON_COMPUTER)).line
    await work()

    assert (asked.device, asked.phone, asked.state) == (ON_COMPUTER, None, LineState.RINGING)
    assert fakes.voice.accepted == []
    assert await browser_answered(leg(asked), None) == f"line-{asked.id}"
    # The provider asks twice about one leg: the same answer.
    assert await browser_answered(leg(asked), None) == f"line-{asked.id}"
    line = await line_now()
    assert (line.state, line.provider_id) == (LineState.OPEN, "CA-browser")


async def test_calls_are_made_on_it_as_on_any_open_line(fakes: Fakes) -> None:
    line = await opened()

    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    [(dialled, _, _)] = fakes.voice.accepted
    assert isinstance(dialled, OutboundLineCall)
    assert dialled.line == f"line-{line.id}"
    assert (await reread(attempt)).line_id == line.id


async def test_a_second_browser_on_an_open_line_is_turned_away() -> None:
    line = await opened()

    assert await browser_answered(leg(line, "CA-second-tab"), None) is None

    assert (await line_now()).provider_id == "CA-browser"


async def test_a_token_of_somebody_else_opens_nobodys_line() -> None:
    asked = (await open_line(AWA, ON_COMPUTER)).line

    assert await browser_answered(leg(asked, identity=identity_of(MARC.membership_id)), None) is None
    assert await browser_answered(replace(leg(asked), line_id="not a line"), None) is None
    assert await browser_answered(leg(asked), HELENE.organization_id) is None
    assert (await line_now()).state is LineState.RINGING


async def test_a_line_on_the_telephone_is_joined_by_no_browser() -> None:
    asked = (await open_line(AWA)).line

    assert await browser_answered(leg(asked), None) is None


async def test_the_end_of_the_browser_closes_the_line_however_often_it_is_told(fakes: Fakes) -> None:
    line = await opened()

    await browser_left(line.id, HELENE.organization_id)  # who speaks for another agency closes nothing
    assert (await line_now()).state is LineState.OPEN
    await browser_left(line.id, None)
    await browser_left(line.id, None)
    await work()

    assert (await line_now()).closed_because is Closed.HUNG_UP
    assert fakes.voice.hung_up == []
    assert await browser_answered(leg(line), None) is None


async def test_a_browser_whose_end_nobody_told_has_nobody_rung_into_an_empty_room(fakes: Fakes) -> None:
    line = await opened()
    over = CallEvent(Provider.FAKE, "asked", "", "CA-browser", CallLeg.DEBTOR, CallStatus.COMPLETED, {})
    fakes.voice.stands["CA-browser"] = [over]

    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    assert (await line_now()).closed_because is Closed.HUNG_UP
    # The collector's own telephone is rung first instead, as without a line.
    [(dialled, _, _)] = fakes.voice.accepted
    assert isinstance(dialled, OutboundCall)
    assert (await reread(attempt)).line_id is None
    assert line.provider_id == "CA-browser"


@pytest.mark.parametrize("answer", [Unavailable("away"), []], ids=["away", "knows nothing of it"])
async def test_a_provider_that_cannot_say_whether_the_collector_is_there_stops_no_call(
    fakes: Fakes, answer: list[ChannelEvent] | Exception
) -> None:
    await opened()
    fakes.voice.stands["CA-browser"] = answer

    await plan(await make_case(), Channel.VOICE)
    await work()

    assert [type(message) for message, _, _ in fakes.voice.accepted] == [OutboundLineCall]


async def test_a_provider_that_is_slow_to_say_so_holds_no_ring_up(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was waited for as long as all the way from an outcome to the next ring may last."""
    await opened()
    over = CallEvent(Provider.FAKE, "asked", "", "CA-browser", CallLeg.DEBTOR, CallStatus.COMPLETED, {})

    async def now(provider_id: str, attempt_id: str, leg: CallLeg) -> list[ChannelEvent]:
        await asyncio.sleep(2 * BEFORE_A_RING)
        return [over]

    monkeypatch.setattr(fakes.voice, "now", now)
    await plan(await make_case(), Channel.VOICE)
    await work()

    assert 4 * BEFORE_A_RING <= PATIENCE
    assert [type(message) for message, _, _ in fakes.voice.accepted] == [OutboundLineCall]


async def test_closing_it_on_another_screen_hangs_the_browser_up(fakes: Fakes) -> None:
    line = await opened()

    await close_line(AWA, line.id)
    await work()

    assert fakes.voice.hung_up == ["CA-browser"]


async def test_a_browser_that_never_comes_leaves_no_line(morning: time_machine.Traveller) -> None:
    await open_line(AWA, ON_COMPUTER)

    morning.shift(timedelta(seconds=61))
    await close_overdue_lines()

    assert (await line_now()).closed_because is Closed.NOT_ANSWERED


async def test_the_token_is_for_the_own_line_and_names_nobody(browser: FakeBrowserLegs) -> None:
    asked = (await open_line(AWA, ON_COMPUTER)).line

    line, made = await token_for_line(AWA)

    assert (line.id, made.token) == (asked.id, "token-1")
    [identity] = browser.given
    assert identity == identity_of(AWA.membership_id) != identity_of(MARC.membership_id)
    assert AWA.membership_id.hex not in identity
    assert len(identity) == 32


async def test_tokens_are_given_one_after_the_other(morning: time_machine.Traveller, browser: FakeBrowserLegs) -> None:
    asked = (await open_line(AWA, ON_COMPUTER)).line
    await token_for_line(AWA)

    with pytest.raises(TokenTooSoon):
        await token_for_line(AWA)
    morning.shift(TOKEN_EVERY)
    await token_for_line(AWA)
    # Closed and opened again at once: that line has its own leg to make.
    await close_line(AWA, asked.id)
    await open_line(AWA, ON_COMPUTER)
    await token_for_line(AWA)

    assert len(browser.given) == 3


async def test_no_token_without_a_line_on_the_computer(browser: FakeBrowserLegs) -> None:
    with pytest.raises(LineNotOpen):
        await token_for_line(AWA)
    await open_line(AWA)
    with pytest.raises(LineNotOpen):
        await token_for_line(AWA)
    with pytest.raises(NotPermitted):
        await token_for_line(HELENE)
    with pytest.raises(NotPermitted):
        await token_for_line(replace(AWA, is_token=True))

    assert browser.given == []


async def test_it_is_off_without_the_setting_or_the_account(fakes: Fakes) -> None:
    contacts.configure(replace(channels(), softphone=False))
    with pytest.raises(SoftphoneMissing):
        await open_line(AWA, ON_COMPUTER)
    contacts.configure(replace(channels(), softphone=True))
    fakes.voice.browser = None
    with pytest.raises(SoftphoneMissing):
        await open_line(AWA, ON_COMPUTER)

    assert (await my_calls(AWA)).devices == (LineDevice.TELEPHONE,)


async def test_what_was_chosen_last_comes_first(morning: time_machine.Traveller) -> None:
    assert (await my_calls(AWA)).devices == (LineDevice.TELEPHONE, LineDevice.COMPUTER)

    await close_line(AWA, (await open_line(AWA, ON_COMPUTER)).line.id)

    morning.shift(timedelta(days=30))
    assert (await my_calls(AWA)).devices == (LineDevice.COMPUTER, LineDevice.TELEPHONE)


async def test_a_call_without_line_or_telephone_waits_on_a_person(fakes: Fakes) -> None:
    line = await opened()
    attempt = await plan(await make_case(), Channel.VOICE)
    await database.execute("UPDATE contact_attempts SET collector_phone = NULL WHERE id = $1", attempt.id)
    await browser_left(line.id, None)

    await work()

    waiting = await reread(attempt)
    assert waiting.state is AttemptState.NEEDS_PERSON
    assert [one["code"] for one in waiting.reasons] == ["CALLER_WITHOUT_PHONE"]
    assert not [message for message, _, _ in fakes.voice.accepted if isinstance(message, OutboundCall)]
