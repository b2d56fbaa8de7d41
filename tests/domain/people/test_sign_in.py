"""Signing in step by step, what stands against guessing, and how long a session lasts."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import time_machine

from tandem.entrypoints.demo import PASSWORD, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock, database
from tandem.organizations import second_factor, sign_in
from tandem.organizations.devices import Device, device_of, new_device
from tandem.organizations.errors import CodeRefused, InvalidCredentials, TooManyTries
from tandem.organizations.sign_in import Browser, CodeNeeded, SignedIn
from tests.domain.people.signing import code_of, set_up_for, signed_in
from tests.support.locks import until_waiting

AWA = "awa@lenoir.example"
NOBODY = "nobody@lenoir.example"


async def tries(email: str, count: int, browser: Browser | None = None) -> list[str]:
    """Wrong passwords one after the other, and what each was answered."""
    answers = []
    for _ in range(count):
        try:
            await sign_in.sign_in(email, "wrong", browser=browser)
        except (InvalidCredentials, TooManyTries) as refusal:
            answers.append(refusal.code)
    return answers


@pytest.mark.usefixtures("db", "standing_clock")
@pytest.mark.parametrize("email", [AWA, NOBODY])
async def test_the_sixth_wrong_password_must_wait_whether_the_address_is_known_or_not(email: str) -> None:
    answers = await tries(email, 8)

    assert answers == ["invalid_credentials"] * 6 + ["too_many_tries"] * 2


@pytest.mark.usefixtures("db")
async def test_the_pause_doubles_and_ends_at_fifteen_minutes() -> None:
    pauses = []
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as traveller:
        await tries(AWA, 5)
        for _ in range(12):
            await tries(AWA, 1)
            with pytest.raises(TooManyTries) as refusal:
                await sign_in.sign_in(AWA, PASSWORD)
            pauses.append(refusal.value.seconds)
            traveller.shift(timedelta(seconds=refusal.value.seconds))
        opened = await sign_in.sign_in(AWA, PASSWORD)

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert isinstance(opened, SignedIn)


@pytest.mark.usefixtures("db")
async def test_a_known_device_signs_in_while_somebody_hammers_the_account_from_elsewhere() -> None:
    device = new_device().having(AWA)
    with time_machine.travel(clock.now(), tick=False):
        await tries(AWA, 7)

        opened = await sign_in.sign_in(AWA, PASSWORD, browser=Browser(device=device))

        assert isinstance(opened, SignedIn)
        with pytest.raises(TooManyTries):
            await sign_in.sign_in(AWA, PASSWORD)


@pytest.mark.usefixtures("db", "standing_clock")
async def test_a_known_device_is_slowed_down_by_its_own_tries_alone() -> None:
    browser = Browser(device=new_device().having(AWA))

    answers = await tries(AWA, 13, browser)

    assert answers == ["invalid_credentials"] * 11 + ["too_many_tries"] * 2
    assert isinstance(await sign_in.sign_in(AWA, PASSWORD), SignedIn)


def test_nobody_else_writes_a_device_cookie() -> None:
    mine = new_device().having(AWA)
    raw = bytearray(base64.urlsafe_b64decode(mine.cookie()))
    raw[0] ^= 1

    assert device_of(mine.cookie()) == mine
    assert mine.knows("AWA@lenoir.example ")
    assert not mine.knows(NOBODY)
    for forged in (base64.urlsafe_b64encode(raw).decode(), "", None, "é", "AAAA", Device(b"n" * 16).cookie()[:-4]):
        assert device_of(forged) is None


@pytest.mark.usefixtures("db")
async def test_a_success_clears_the_account_and_a_clock_set_back_blocks_nobody_for_long() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as traveller:
        await tries(AWA, 4)
        await signed_in(AWA)
        answers = await tries(AWA, 6)
        traveller.shift(timedelta(days=-3))
        after = await tries(AWA, 1)

    assert answers == ["invalid_credentials"] * 6
    assert after == ["invalid_credentials"]


@pytest.mark.usefixtures("db")
async def test_a_session_ends_when_nobody_uses_it_and_in_any_case_after_its_life() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False) as traveller:
        secret = (await signed_in(AWA)).secret
        traveller.shift(timedelta(minutes=59))
        used = await sign_in.actor_of(secret)
        assert used is not None
        await sign_in.seen(used.session_id, clock.now())
        traveller.shift(timedelta(minutes=59))
        used_again = await sign_in.actor_of(secret)
        traveller.shift(timedelta(minutes=2))
        idle = await sign_in.actor_of(secret)

        busy = (await signed_in(AWA)).secret
        for _ in range(24):
            traveller.shift(timedelta(minutes=29, seconds=59))
            acting = await sign_in.actor_of(busy)
            assert acting is not None
            await sign_in.seen(acting.session_id, clock.now())
        traveller.shift(timedelta(minutes=1))
        over = await sign_in.actor_of(busy)

    assert (used_again is not None, idle, over) == (True, None, None)


@pytest.mark.usefixtures("db")
async def test_a_second_factor_is_asked_for_after_the_password_and_its_code_works_once() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as traveller:
        secret, _ = await set_up_for(AWA)
        traveller.shift(timedelta(seconds=30))
        asked = await sign_in.sign_in(AWA, PASSWORD)
        code = code_of(secret)
        opened = await sign_in.sign_in(AWA, PASSWORD, code=f"{code[:3]} {code[3:]}")
        with pytest.raises(CodeRefused):
            await sign_in.sign_in(AWA, PASSWORD, code=code)
        traveller.shift(timedelta(seconds=30))
        with pytest.raises(CodeRefused):
            await sign_in.sign_in(AWA, PASSWORD, code=code)
        late = await sign_in.sign_in(AWA, PASSWORD, code=code_of(secret))

    assert isinstance(asked, CodeNeeded)
    assert isinstance(opened, SignedIn)
    assert isinstance(late, SignedIn)


@pytest.mark.usefixtures("db", "standing_clock")
async def test_wrong_codes_are_slowed_down_like_wrong_passwords() -> None:
    await set_up_for(AWA)

    answers = []
    for number in range(8):
        try:
            await sign_in.sign_in(AWA, PASSWORD, code=f"{number:06}")
        except (CodeRefused, TooManyTries) as refusal:
            answers.append(refusal.code)

    assert answers == ["code_refused"] * 6 + ["too_many_tries"] * 2


@pytest.mark.usefixtures("db")
async def test_a_recovery_code_works_once_in_any_writing() -> None:
    _, codes = await set_up_for(AWA)

    opened = await sign_in.sign_in(AWA, PASSWORD, code=codes[3].lower().replace("-", " "))
    with pytest.raises(CodeRefused):
        await sign_in.sign_in(AWA, PASSWORD, code=codes[3])

    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert isinstance(opened, SignedIn)


@pytest.mark.parametrize(
    ("at", "code"),
    # RFC 6238, appendix B, SHA-1, the last six of its eight digits.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert second_factor.code_at(b"12345678901234567890", at // 30) == code


@pytest.mark.usefixtures("db")
async def test_an_address_is_remembered_by_nobody_in_clear() -> None:
    await tries(AWA, 1)

    kept = await database.rows("SELECT has_table_privilege('sign_in_counters', 'SELECT') AS may")

    assert kept == [{"may": False}]


@pytest.mark.usefixtures("db")
async def test_another_spelling_of_an_address_is_no_further_account() -> None:
    dotted = "lucas@bati-lo\u0130re.example"

    with pytest.raises(InvalidCredentials):
        await sign_in.sign_in(dotted, PASSWORD)
    assert isinstance(await sign_in.sign_in(" LUCAS@BATI-LOIRE.EXAMPLE ", PASSWORD), SignedIn)


async def test_a_sign_in_and_the_end_of_its_membership_never_wait_for_each_other(committed: DatabaseUrls) -> None:
    """While a membership ends, its person signs in again in the browser that has a session of it."""
    former, membership_id = await signed_in(AWA), cast_id("awa", "lenoir")
    owner, ending = [await asyncpg.connect(committed.owner) for _ in range(2)]
    try:
        held = ending.transaction()
        await held.start()
        await ending.execute("SELECT FROM memberships WHERE id = $1 FOR UPDATE", membership_id)
        late = asyncio.create_task(sign_in.sign_in(AWA, PASSWORD, browser=Browser(former_secret=former.secret)))
        await until_waiting(owner, 1)
        await ending.execute("UPDATE memberships SET ended_at = now() WHERE id = $1", membership_id)  # and its sessions
        await held.commit()
        with pytest.raises(InvalidCredentials):
            await late
    finally:
        await owner.close()
        await ending.close()
