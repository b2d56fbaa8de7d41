"""Points a minute: for a sign-in, an organization and an address, told in headers, shared through Redis or not."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from graphql import get_introspection_query
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.settings import Environment, Settings
from tandem.kit.rates import Budget, Rates
from tandem.organizations.actor import Actor
from tandem_graphql import documents
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.senders import Senders
from tests.api.serving import api
from tests.support.services import Template

VIEWER = {"query": "{ viewer { locale } }"}  # one point and one of its own: two
KEY = Budget("session:1", 100)


class Minutes:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 6_000_000.0  # the beginning of a minute

    def __call__(self) -> float:
        return self.now


def test_a_minute_has_its_points_and_then_none() -> None:
    rates = Rates(Minutes())

    stands = [rates.spend([KEY], 40) for _ in range(3)]

    assert [(one.allowed, one.remaining, one.limit) for one in stands] == [
        (True, 60, 100),
        (True, 20, 100),
        (False, 20, 100),
    ]


def test_the_minute_slides() -> None:
    clock = Minutes()
    rates = Rates(clock)
    rates.spend([KEY], 100)

    found = []
    for seconds in (59, 60, 90, 119):
        clock.now = 6_000_000.0 + seconds
        found.append(rates.spend([KEY], 0).remaining)

    assert found == [0, 0, 50, 98]


def test_what_is_refused_is_not_spent_by_anybody() -> None:
    rates, shared = Rates(Minutes()), Budget("organization:1", 50)
    rates.spend([Budget("session:2", 100), shared], 40)

    refused = rates.spend([KEY, shared], 20)

    assert (refused.allowed, refused.limit, refused.remaining) == (False, 50, 10)
    assert rates.spend([KEY], 0).remaining == 100


def test_who_spent_nothing_for_two_minutes_is_forgotten_without_redis() -> None:
    clock = Minutes()
    rates = Rates(clock)
    for number in range(50):
        rates.spend([Budget(f"address:{number}", 10)], 1)
        clock.now += 60

    assert set(rates._spent) == {"address:48", "address:49"}


async def _as(connection: HTTPConnection) -> Actor | None:
    token = connection.headers.get("authorization", "").removeprefix("Bearer ")
    people = {"awa": ("awa", "lenoir"), "marc": ("marc", "lenoir"), "helene": ("helene", "bati-loire")}
    return actor_of_cast(*people[token]) if token in people else None


def _client(limits: Limits) -> TestClient:
    return TestClient(api(Senders(limits, rates=Rates(Minutes())), _as))


def _ask(client: TestClient, token: str | None = None, **options: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post("/graphql", json=VIEWER, headers=headers | options)


def test_the_answer_says_how_the_budget_stands_and_when_to_come_back() -> None:
    with _client(replace(DEFAULT, points_of_credential=5)) as client:
        answers = [_ask(client, "awa") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["3", "1", "0"]
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"5"}
    assert answers[2].headers["Retry-After"] == answers[2].headers["RateLimit-Reset"] == "60"
    assert "Retry-After" not in answers[1].headers
    assert answers[2].json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "reason": "rate_limited"}


@pytest.mark.parametrize(
    ("limits", "tokens", "statuses"),
    [
        (replace(DEFAULT, points_of_credential=3), ["awa", "awa", "marc", "helene"], [200, 429, 200, 200]),
        (replace(DEFAULT, points_of_organization=3), ["awa", "marc", "helene"], [200, 429, 200]),
        (replace(DEFAULT, points_of_address=3), [None, None, "made up", "awa"], [200, 429, 429, 200]),
    ],
)
def test_each_has_a_budget_of_its_own(limits: Limits, tokens: list[str | None], statuses: list[int]) -> None:
    with _client(limits) as client:
        assert [_ask(client, token).status_code for token in tokens] == statuses


def test_who_develops_reads_the_schema_as_often_as_a_tool_is_reloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_kept", OrderedDict())  # the first to ask for it pays for its text, too
    monkeypatch.setattr(documents, "_kept_characters", 0)
    introspection = {"query": get_introspection_query()}
    with _client(Settings(env=Environment.DEVELOPMENT).limits) as client:
        answers = [client.post("/graphql", json=introspection) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert all(answer.json()["data"]["__schema"]["types"] for answer in answers)
    assert answers[0].headers["RateLimit-Limit"] == "20000"
    assert int(answers[-1].headers["RateLimit-Remaining"]) < 15_000  # nobody reads it for nothing


def test_in_production_an_address_has_its_three_thousand_points_unless_a_setting_says_otherwise() -> None:
    for env in Environment:
        assert Settings(env=env, rate_per_address=30).limits.points_of_address == 30
    limits = Settings(env=Environment.PRODUCTION).limits
    with _client(limits) as client:
        refused = client.post("/graphql", json={"query": get_introspection_query()})

    assert limits.points_of_address == DEFAULT.points_of_address == 3_000
    assert refused.headers["RateLimit-Limit"] == "3000"
    assert refused.json()["errors"][0]["extensions"]["reason"] == "schema_closed"


def test_a_socket_spends_from_the_same_budget() -> None:
    headers = {"authorization": "Bearer awa"}
    with (
        _client(replace(DEFAULT, points_of_credential=5)) as client,
        client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=dict(headers)) as socket,
    ):
        _ask(client, "awa")
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        kinds = []
        for number in ("1", "2"):
            socket.send_json({"type": "subscribe", "id": number, "payload": VIEWER})
            kinds.append(socket.receive_json())
            if kinds[-1]["type"] == "next":
                socket.receive_json()

    assert [kind["type"] for kind in kinds] == ["next", "error"]
    assert kinds[1]["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


def test_one_socket_has_so_many_operations_and_one_person_so_many_streams() -> None:
    limits = replace(DEFAULT, operations_of_socket=0)
    with (
        _client(limits) as client,
        client.websocket_connect("/graphql", ["graphql-transport-ws"]) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"type": "subscribe", "id": "1", "payload": VIEWER})
        of_socket = socket.receive_json()
    with _client(replace(DEFAULT, streams_of_person=0)) as client:
        of_person = _ask(client, "awa", accept="text/event-stream").text

    assert of_socket["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert '"reason":"too_many_streams"' in of_person


@pytest.fixture
async def redis(template: Template) -> AsyncIterator[Redis]:
    client = Redis.from_url(template.redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


async def test_processes_tell_each_other_what_was_spent(redis: Redis) -> None:
    clock = Minutes()
    one, other = Rates(clock), Rates(clock)
    one.spend([KEY], 60)
    other.spend([KEY], 30)

    for rates in (one, other, one):
        await rates.exchange(redis)

    assert [rates.spend([KEY], 0).remaining for rates in (one, other)] == [10, 10]
    assert not one.spend([KEY], 20).allowed


async def test_a_process_that_joins_learns_of_the_minute_before(redis: Redis) -> None:
    clock = Minutes()
    one, late = Rates(clock), Rates(clock)
    one.spend([KEY], 90)
    await one.exchange(redis)
    clock.now += 75

    late.spend([KEY], 1)
    await late.exchange(redis)

    assert late.spend([KEY], 0).remaining == 100 - 1 - 68  # 45 seconds of the 90 points of the minute before


async def test_without_redis_each_process_holds_the_limit_by_itself() -> None:
    rates = Rates(Minutes())
    async with rates.shared("redis://127.0.0.1:9/0"):
        stands = [rates.spend([KEY], 60).allowed for _ in range(2)]
        await asyncio.sleep(0)
    nobody = Redis.from_url("redis://127.0.0.1:9/0", socket_connect_timeout=0.2)

    with pytest.raises(RedisError):
        await rates.exchange(nobody)

    assert stands == [True, False]
    assert not rates.spend([KEY], 60).allowed
