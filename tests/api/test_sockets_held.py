"""Sockets themselves: how many one sender may hold, how long one may do nothing, and what a flood of messages costs."""

import time
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.rates import Rates, Standing
from tandem.organizations.actor import Actor
from tandem_graphql import sockets, transport
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.senders import Senders
from tandem_graphql.terms import RateLimited
from tests.api.serving import TOKEN, api

INIT = {"type": "connection_init"}


def _client(limits: Limits, **options: Any) -> TestClient:
    return TestClient(api(Senders(limits, **options)))


def _opened(client: TestClient, headers: dict[str, str]) -> Any:
    return client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=dict(headers))


@pytest.mark.parametrize(
    ("headers", "others"),
    [({}, TOKEN), (TOKEN, {})],
    ids=["an address without sign-in", "a person"],
)
def test_one_sender_holds_so_many_sockets_and_takes_none_from_others(
    headers: dict[str, str], others: dict[str, str]
) -> None:
    limits = replace(DEFAULT, sockets_of_person=2, sockets_of_address=2)
    with _client(limits) as client:
        with _opened(client, headers), _opened(client, headers):
            with pytest.raises(WebSocketDenialResponse) as refused, _opened(client, headers):
                pass
            with _opened(client, others) as theirs:
                theirs.send_json(INIT)
                assert theirs.receive_json() == {"type": "connection_ack"}
        with _opened(client, headers) as again:
            again.send_json(INIT)
            assert again.receive_json() == {"type": "connection_ack"}

    assert refused.value.status_code == 429
    assert refused.value.headers["Retry-After"] == "60"
    assert refused.value.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert not sockets._open


@pytest.mark.parametrize(("headers", "stays"), [({}, False), (TOKEN, True)])
def test_a_socket_of_nobody_that_asks_nothing_is_closed_however_it_pings(headers: dict[str, str], stays: bool) -> None:
    with _client(replace(DEFAULT, idle_seconds=0.6)) as client, _opened(client, headers) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        code = None
        try:
            for _ in range(20):
                socket.send_json({"type": "ping"})
                assert socket.receive_json() == {"type": "pong"}
                time.sleep(0.09)
        except WebSocketDisconnect as closed:
            code = closed.code

    assert code == (None if stays else 4401)


def test_a_socket_of_nobody_stays_while_it_asks() -> None:
    with _client(replace(DEFAULT, idle_seconds=6)) as client, _opened(client, {}) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        for number in range(6):
            asked = {"type": "subscribe", "id": str(number), "payload": {"query": "{ viewer { locale } }"}}
            socket.send_json(asked)
            assert [socket.receive_json()["type"] for _ in range(2)] == ["next", "complete"]
            time.sleep(1.5)


def test_messages_that_are_no_operations_are_heard_slowly_once_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_PACE", 3)
    limits = replace(DEFAULT, points_of_address=10)
    with _client(limits, rates=Rates(lambda: 6_000_000.0)) as client, _opened(client, {}) as socket:
        for message in [INIT, *[{"type": "ping"}] * 11]:
            socket.send_json(message)
        begun, at = time.monotonic(), []
        for _ in range(12):
            socket.receive_json()
            at.append(time.monotonic() - begun)

    assert at[9] < 2.7  # what it could pay
    assert at[11] > 5.4  # and two that waited


def _asked(number: int) -> dict[str, Any]:
    return {"type": "subscribe", "id": str(number), "payload": {"query": "{ viewer { locale } }"}}


def test_a_page_without_points_is_still_answered_that_its_socket_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_PACE", 6)
    monkeypatch.setattr(transport, "_EXCUSED_WITHIN", 60)
    limits = replace(DEFAULT, points_of_credential=1)
    with _client(limits, rates=Rates(lambda: 6_000_000.0)) as client, _opened(client, TOKEN) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        begun = time.monotonic()
        for message in [*({"type": "complete", "id": str(number)} for number in range(40)), {"type": "ping"}]:
            socket.send_json(message)
        socket.receive_json()
        at_once = time.monotonic() - begun
        socket.send_json({"type": "ping"})
        socket.receive_json()
        next_one = time.monotonic() - begun - at_once

    assert at_once < 5.7
    assert next_one >= 5.4


@pytest.mark.parametrize("anybody", [False, True])
def test_who_may_not_be_looked_up_is_refused_by_name_and_in_their_language(
    monkeypatch: pytest.MonkeyPatch, anybody: bool
) -> None:
    monkeypatch.setattr(transport, "_PACE", 0.3)
    looks = 0

    async def spent(_: HTTPConnection) -> Actor | None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise RateLimited(Standing(False, 2_000, 0, 30))
        return actor_of_cast("awa", "lenoir") if anybody else None

    with TestClient(api(authenticate=spent)) as client, _opened(client, {"accept-language": "fr"}) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        begun = time.monotonic()
        for number in range(2):
            socket.send_json(_asked(number))
        told = [socket.receive_json() for _ in range(2)]
        waited = time.monotonic() - begun

    assert {one["type"] for one in told} == {"error"}
    assert told[0]["payload"][0]["extensions"] == {"code": "RATE_LIMITED", "reason": "rate_limited"}
    assert told[0]["payload"][0]["message"] == RateLimited(Standing(False, 2_000, 0, 30)).message("fr")
    assert waited >= 0.3


@pytest.mark.parametrize("anybody", [False, True])
def test_a_socket_of_nobody_does_not_stay_because_nobody_may_be_looked_up(anybody: bool) -> None:
    looks = 0

    async def spent(_: HTTPConnection) -> Actor | None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise RateLimited(Standing(False, 2_000, 0, 30))
        return actor_of_cast("awa", "lenoir") if anybody else None

    app = api(Senders(replace(DEFAULT, idle_seconds=0.15)), spent)
    with TestClient(app) as client, _opened(client, {}) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        time.sleep(0.9)
        socket.send_json({"type": "ping"})
        answer = socket.receive()

    assert looks > 1
    assert answer["type"] == ("websocket.send" if anybody else "websocket.close")
    assert anybody or answer["code"] == 4401


def test_a_look_that_fails_closes_nobody() -> None:
    looks = 0

    async def away(_: HTTPConnection) -> None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise OSError

    app = api(Senders(replace(DEFAULT, idle_seconds=0.15)), away)
    with TestClient(app) as client, _opened(client, {}) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        time.sleep(0.9)
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}

    assert looks > 1
