"""Time-stamps by an authority of openssl: what holds is kept, anything else is refused, told, and asked for again."""

import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tandem.kit import clock, database
from tandem.timeline.anchors import authority as authorities
from tandem.timeline.anchors import make_anchor, stamp_what_waits
from tandem.timeline.anchors.index import stamp_of
from tests.domain.timeline.anchors.authority_of_openssl import LocalAuthority, listening, openssl
from tests.domain.timeline.anchors.conftest import Setting

SIGNER = "CN=The signer of the test"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and certificates, made once."""
    made = LocalAuthority(tmp_path_factory.mktemp("authority"))
    made.certify()
    return made.folder


@pytest.fixture
def local(certified: Path, tmp_path: Path) -> Iterator[LocalAuthority]:
    """An authority that answers well until its behaviour is changed."""
    made = LocalAuthority(shutil.copytree(certified, tmp_path / "authority"))
    with listening(made):
        yield made
    clock.configure(timedelta(0))


async def state(number: int = 1) -> tuple[str, str | None]:
    found = await database.row("SELECT stamp, stamp_problem FROM timeline_anchors WHERE number = $1", number)
    assert found
    return found["stamp"], found["stamp_problem"]


async def test_a_token_that_holds_is_kept_and_openssl_says_the_same(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    await make_anchor()

    assert await stamp_what_waits() == 1

    assert await state() == ("stamped", None)
    folder = setting.folder / "00000001"
    (chain,) = folder.glob("timestamp.*.pem")
    said = openssl(
        *("ts", "-verify", "-data", folder / "anchor.txt", "-in", folder / "timestamp.tsr"),
        *("-CAfile", local.root, "-untrusted", chain),
    )
    assert b"Verification: OK" in said
    assert chain.read_text().count("BEGIN CERTIFICATE") == 3
    faults, tally = await setting.faults()
    assert faults == []
    assert (tally.stamped, tally.unqualified) == (1, 1)
    assert (await stamp_of(1)).endswith(f"UTC by {SIGNER} (not known to be qualified).")


async def test_an_authority_that_was_found_in_a_trusted_list_is_marked_so(
    setting: Setting, local: LocalAuthority
) -> None:
    setting.configured(authority=local.trusted(frozenset({local.fingerprint("between")})))
    await make_anchor()
    await stamp_what_waits()

    assert (await stamp_of(1)).endswith("(qualified).")
    assert (await setting.faults())[1].unqualified == 0
    # Verified later under a list without it, the same token is marked.
    setting.configured(authority=local.trusted(frozenset({bytes(32)})))
    assert (await setting.faults())[1].unqualified == 1


REFUSED = [
    ("wrong nonce", "TokenRefused: Nonce mismatch"),
    ("wrong digest", "TokenRefused: Mismatch between messages"),
    ("refusal", "TokenRefused: the authority refused: status 2"),
    ("nonsense", "TokenRefused: it cannot be read"),
    ("endless", "AuthorityUnavailable: its answer has no end"),
    ("broken", "AuthorityUnavailable: it answered with status 503"),
]


async def test_an_answer_that_does_not_hold_is_told_and_asked_for_again(
    setting: Setting, local: LocalAuthority
) -> None:
    setting.configured(authority=local.trusted())

    for number, (behaviour, problem) in enumerate(REFUSED, start=1):
        local.behaviour = behaviour
        clock.configure(timedelta(hours=number))
        assert await make_anchor()

        assert await stamp_what_waits() == 0
        assert await stamp_what_waits() == 0, "not at once: a minute later"
        assert (await state(number))[0] == "waiting"
        assert str((await state(number))[1]).startswith(problem)
        assert f"0000000{number}/timestamp.tsr" not in setting.files()
        assert (await setting.faults())[1].waiting == 1

        local.behaviour = "good"
        clock.configure(timedelta(hours=number, minutes=2))
        assert await stamp_what_waits() == 1
        assert await state(number) == ("stamped", None)


async def test_a_certificate_that_has_run_out_is_refused(setting: Setting, local: LocalAuthority) -> None:
    local.certify(days=-1)
    setting.configured(authority=local.trusted())
    await make_anchor()

    assert await stamp_what_waits() == 0
    assert "certificate" in str((await state())[1])


async def test_an_authority_under_another_root_is_refused(
    setting: Setting, local: LocalAuthority, tmp_path: Path
) -> None:
    trusted = local.trusted()
    local.certify()  # another root, of the same name
    setting.configured(authority=trusted)
    await make_anchor()

    assert await stamp_what_waits() == 0
    assert str((await state())[1]).startswith("TokenRefused: ")


async def test_an_authority_whose_clock_is_wrong_is_refused(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    await make_anchor()

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        assert await stamp_what_waits() == 0
        assert str((await state())[1]).endswith("UTC, which is not now")


async def test_an_authority_that_is_down_or_slow_stops_no_anchor(
    setting: Setting, local: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    local.behaviour = "slow"
    setting.configured(authority=local.trusted())
    assert await make_anchor()

    with monkeypatch.context() as impatient:
        impatient.setattr(authorities, "TIMEOUT", 0.2)
        assert await stamp_what_waits() == 0
    assert await state() == ("waiting", "AuthorityUnavailable: no answer within 0 seconds")

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        local.url = f"http://secret:word@127.0.0.1:{nobody.getsockname()[1]}/"
    setting.configured(authority=local.trusted())
    assert await make_anchor()
    clock.configure(timedelta(minutes=2))
    assert await stamp_what_waits() == 0
    assert (await state(1))[1] == "AuthorityUnavailable: not reached: ClientConnectorError"
    assert (await state(2))[0] == "waiting"
    assert (await setting.faults())[0] == []


async def test_all_that_waited_are_stamped_once_it_is_back(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    local.behaviour = "broken"
    for _ in range(3):
        await make_anchor()
    await stamp_what_waits()

    local.behaviour = "good"
    clock.configure(timedelta(minutes=2))

    assert await stamp_what_waits() == 3
    assert (await setting.faults())[1].stamped == 3


async def test_two_workers_ask_once_for_each_anchor(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    await make_anchor()
    await make_anchor()

    kept = [await stamp_what_waits(), await stamp_what_waits()]

    assert (kept, len(local.asked)) == ([2, 0], 2)


async def test_a_token_kept_before_a_crash_is_not_asked_for_twice(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    await make_anchor()
    await stamp_what_waits()
    await database.execute(
        "UPDATE timeline_anchors SET stamp = 'waiting', stamped_at = NULL, authority = NULL, stamp_try_at = made_at"
    )

    assert await stamp_what_waits() == 1
    assert (await state(), len(local.asked)) == (("stamped", None), 1)


async def test_anchors_made_without_an_authority_want_no_time_stamp(setting: Setting, local: LocalAuthority) -> None:
    await make_anchor()
    assert await stamp_of(1) == "Not time-stamped: no authority is configured."
    setting.configured(authority=local.trusted())
    await make_anchor()

    assert await stamp_what_waits() == 1
    assert [(await state(number))[0] for number in (1, 2)] == ["none", "stamped"]


async def test_a_time_stamp_that_was_removed_or_exchanged_is_named(setting: Setting, local: LocalAuthority) -> None:
    setting.configured(authority=local.trusted())
    await make_anchor()
    await make_anchor()
    await stamp_what_waits()
    first, second = (setting.folder / f"0000000{number}/timestamp.tsr" for number in (1, 2))
    first.write_bytes(second.read_bytes())
    second.unlink()

    faults, tally = await setting.faults()

    assert faults == [
        "anchor 1: its time-stamp does not hold: Mismatch between messages",
        "anchor 2: its time-stamp is missing",
    ]
    assert tally.stamped == 0
