"""Tries at passwords are counted for the network they come from, too: one address, or the /64 of one subscriber."""

import pytest

from tandem.entrypoints.demo import PASSWORD
from tandem.organizations import sign_in, throttle
from tandem.organizations.audit import coming_from
from tandem.organizations.devices import new_device
from tandem.organizations.errors import InvalidCredentials, TooManyTries
from tandem.organizations.sign_in import Browser, SignedIn

pytestmark = pytest.mark.usefixtures("db", "standing_clock")

AWA = "awa@lenoir.example"
OFFICE = "192.0.2.7"


async def guessed(address: str | None, *, account: str = "nobody@lenoir.example") -> str:
    """What somebody who guesses is answered; the password itself is left out, as reading it takes long."""
    with coming_from(address):
        try:
            await throttle.begin("sign-in", account)
        except TooManyTries as refusal:
            return refusal.code
    return "counted"


async def guesses(address: str | None, count: int, *, of: str = "a") -> list[str]:
    """The answers to tries at as many accounts: none of them is tried twice, so only the network's counter fills."""
    return [await guessed(address, account=f"{of}{number}@lenoir.example") for number in range(count)]


async def test_a_network_that_tries_one_address_after_the_other_is_refused_from_its_limit_on() -> None:
    answers = await guesses(OFFICE, 43)
    with coming_from(OFFICE):
        with pytest.raises(TooManyTries) as known:
            await sign_in.sign_in(AWA, PASSWORD)
        with pytest.raises(TooManyTries) as unknown:
            await sign_in.sign_in("thrown@lenoir.example", PASSWORD)
    with coming_from("192.0.2.8"), pytest.raises(InvalidCredentials):
        await sign_in.sign_in(AWA, "wrong")

    assert throttle.FREE_OF_NETWORK == 40
    assert answers == ["counted"] * 41 + ["too_many_tries"] * 2
    assert known.value.seconds == unknown.value.seconds


async def test_wrong_passwords_fill_the_counter_of_their_network() -> None:
    await guesses(OFFICE, 40)
    with coming_from(OFFICE):
        with pytest.raises(InvalidCredentials):
            await sign_in.sign_in("nobody@lenoir.example", "wrong")
        with pytest.raises(TooManyTries):
            await sign_in.sign_in("nobody.else@lenoir.example", "wrong")


async def test_who_signs_in_gives_the_try_back_to_the_network_and_no_other() -> None:
    await guesses(OFFICE, 40)
    with coming_from(OFFICE):
        opened = await sign_in.sign_in(AWA, PASSWORD)

    assert isinstance(opened, SignedIn)
    assert await guesses(OFFICE, 2, of="b") == ["counted", "too_many_tries"]


@pytest.mark.parametrize(
    ("case", "first", "second", "is_shared"),
    [
        ("one /64", "2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:fffe", True),
        ("the next /64", "2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("IPv4, as a socket for both tells it", "192.0.2.7", "::ffff:192.0.2.7", True),
        ("IPv4 neighbours, told likewise", "::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("an address with its zone", "fe80::1%eth0", "fe80::2", True),
    ],
)
async def test_addresses_of_one_subscriber_share_a_counter(case: str, first: str, second: str, is_shared: bool) -> None:
    for number in range(41):
        await guessed((first, second)[number % 2] if is_shared else first, account=f"a{number}@lenoir.example")

    answers = [await guessed(address, account="last@lenoir.example") for address in (first, second)]

    assert answers == ["too_many_tries", "too_many_tries" if is_shared else "counted"], case


async def test_the_owner_on_a_known_device_signs_in_from_a_network_that_is_used_up() -> None:
    await guesses(OFFICE, 43)
    with coming_from(OFFICE):
        opened = await sign_in.sign_in(AWA, PASSWORD, browser=Browser(device=new_device().having(AWA)))
        with pytest.raises(TooManyTries):  # a device that knows somebody else is none of Awa's
            await sign_in.sign_in(AWA, PASSWORD, browser=Browser(device=new_device().having("marc@lenoir.example")))

    assert isinstance(opened, SignedIn)


@pytest.mark.parametrize("address", [None, "unix:", ""])
async def test_tries_without_an_address_are_counted_for_their_account_alone(address: str | None) -> None:
    assert await guesses(address, 45) == ["counted"] * 45
    assert [await guessed(address, account=AWA) for _ in range(8)] == ["counted"] * 6 + ["too_many_tries"] * 2


async def test_a_forgotten_password_has_a_counter_of_its_own_which_says_nothing_of_the_account() -> None:
    with coming_from(OFFICE):
        for number in range(41):
            assert await throttle.is_free("reset", f"a{number}@lenoir.example")
        with pytest.raises(TooManyTries):
            await throttle.is_free("reset", AWA)
    with coming_from("192.0.2.8"):
        of_one = [await throttle.is_free("reset", AWA) for _ in range(7)]

    assert of_one == [True] * 6 + [False]
    assert await guessed(OFFICE) == "counted"
