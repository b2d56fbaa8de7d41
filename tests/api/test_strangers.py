"""Whom a request acts as, and what asking costs: secrets that nobody knows, headers beside cookies, open streams."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from tandem.entrypoints.chores import token_of_membership
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.http import account, auth, files
from tandem.entrypoints.http.cookies import COOKIE
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.refusals import refuse
from tandem.kit.errors import TandemError
from tandem.kit.rates import Rates
from tandem.organizations import sign_in as signing_in
from tandem_graphql.app import graphql_routes
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.senders import Senders
from tests.api.asking import LINKS
from tests.api.watching import sign_in

pytestmark = pytest.mark.usefixtures("live")

OURS = "https://tandem.example"
WHO = {"query": "{ viewer { membership { person { name } } } }"}
SCHEMA = {"query": "{ __schema { queryType { name } } }"}
FILE = "/files/documents/01932b6a-0000-7000-8000-000000000001"


@pytest.fixture
async def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets that the database was asked about."""
    found: list[str] = []
    ask = signing_in.standing_of

    async def counted(secret: str) -> Any:
        found.append(secret)
        return await ask(secret)

    monkeypatch.setattr(signing_in, "standing_of", counted)
    return found


def _app(limits: Limits) -> Starlette:
    senders = Senders(limits, rates=Rates(lambda: 6_000_000.0))
    served = graphql_routes(
        "/graphql", authenticate=auth.actor_of_request, is_same_origin=is_ours, links=LINKS, senders=senders
    )
    routes = [*served, *auth.routes, *account.routes, *files.routes]
    app = Starlette(routes=routes, exception_handlers={TandemError: refuse})
    app.state.public_url, app.state.links, app.state.senders = OURS, LINKS, senders
    return app


def _http(limits: Limits) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=_app(limits)), base_url=OURS)


@pytest.fixture
async def production() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes as in production."""
    async with _http(replace(DEFAULT, is_open=False)) as client:
        yield client


def _bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def _cookie(secret: str) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={secret}"}


@pytest.mark.parametrize("of", [_bearer, _cookie])
@pytest.mark.parametrize(("path", "body"), [("/graphql", WHO), (FILE, None), ("/auth/account", {})])
async def test_made_up_secrets_are_asked_about_as_often_as_the_address_may_and_no_more(
    asked: list[str], of: Any, path: str, body: Any
) -> None:
    async with _http(replace(DEFAULT, points_of_address=20)) as http:
        answers = [
            await (
                http.post(path, json=body, headers=of(f"x{n}"))
                if body is not None
                else http.get(path, headers=of(f"x{n}"))
            )
            for n in range(60)
        ]

    assert len(asked) <= 20
    assert {answer.status_code for answer in answers[-20:]} == {429}
    assert "Retry-After" in answers[-1].headers


async def test_who_is_known_pays_nothing_for_being_looked_up_and_is_served_beside_a_flood() -> None:
    session = await sign_in("awa@lenoir.example")
    async with _http(replace(DEFAULT, points_of_address=20)) as http:
        before = [await http.post("/graphql", json=WHO, headers=_cookie(session.secret)) for _ in range(30)]
        for number in range(30):
            flooding = await http.post("/graphql", json=WHO, headers=_bearer(f"y{number}"))
        after = await http.post("/graphql", json=WHO, headers=_cookie(session.secret))

    assert {answer.json()["data"]["viewer"]["membership"]["person"]["name"] for answer in (*before, after)} == {
        "Awa Diallo"
    }
    assert flooding.status_code == 429


async def test_questions_that_nobody_signed_in_for_close_no_sign_in() -> None:
    session = await sign_in("awa@lenoir.example")
    async with _http(replace(DEFAULT, points_of_address=20)) as http:
        asked = [await http.post("/graphql", json=WHO) for _ in range(30)]
        tried = await http.post("/auth/sign-in", json={"email": "awa@lenoir.example", "password": "wrong"})
        first = await http.post("/graphql", json=WHO, headers=_cookie(session.secret))

    assert asked[-1].status_code == 429
    assert tried.status_code == 401
    assert first.json()["data"]["viewer"]["membership"]["person"]["name"] == "Awa Diallo"


async def test_what_wants_a_sign_in_costs_a_point_without_one(production: httpx2.AsyncClient) -> None:
    asked = {"query": "{ caseFiles(first: 200) { edges { node { id claims { id } } } } }"}
    session = await sign_in("awa@lenoir.example")
    await production.post("/graphql", json=asked)  # the first to ask for it pays for its text, too

    left = [int((await production.post("/graphql", json=asked)).headers["RateLimit-Remaining"]) for _ in range(2)]
    answer = await production.post("/graphql", json=asked, headers=_cookie(session.secret))

    assert left[0] - left[1] == 2  # one to be heard, one to be refused
    assert int(answer.headers["RateLimit-Remaining"]) < DEFAULT.points_of_credential - 1_000


@pytest.mark.parametrize("header", ["Bearer", "Bearer made-up", "bearer  ", "BEARER x"])
async def test_who_sends_a_token_does_not_act_by_the_cookie(production: httpx2.AsyncClient, header: str) -> None:
    session = await sign_in("awa@lenoir.example")

    answer = await production.post("/graphql", json=WHO, headers=_cookie(session.secret) | {"authorization": header})

    assert answer.json() == {"data": {"viewer": None}}


@pytest.mark.parametrize("header", ["Basic YTpi", "Digest username=a", "Negotiate YTpi", "tandem_x", ""])
async def test_a_proxys_own_password_is_none_of_ours_and_the_browser_stays_a_browser(
    production: httpx2.AsyncClient, header: str
) -> None:
    session = await sign_in("awa@lenoir.example")
    headers = _cookie(session.secret) | {"authorization": header}

    who, told, other = [
        await production.post("/graphql", json=body, headers=headers | origin)
        for body, origin in ((WHO, {}), (SCHEMA, {}), (WHO, {"origin": "https://evil.example"}))
    ]
    nobody = await production.post("/graphql", json=WHO, headers={"authorization": header})

    assert who.json()["data"]["viewer"]["membership"]["person"]["name"] == "Awa Diallo"
    assert told.json()["errors"][0]["extensions"]["reason"] == "schema_closed"
    assert other.status_code == 403
    assert nobody.json() == {"data": {"viewer": None}}


@pytest.mark.parametrize("of", [_bearer, _cookie])
async def test_a_person_is_no_integrator_however_the_secret_is_sent(production: httpx2.AsyncClient, of: Any) -> None:
    session = await sign_in("awa@lenoir.example")

    answers = [await production.post("/graphql", json=body, headers=of(session.secret)) for body in (SCHEMA, WHO)]

    assert answers[0].json()["errors"][0]["extensions"]["reason"] == "schema_closed"
    assert answers[1].json()["data"]["viewer"]["membership"]["person"]["name"] == "Awa Diallo"


async def test_a_token_is_an_integrator(production: httpx2.AsyncClient, api_database: DatabaseUrls) -> None:
    token = await token_of_membership(api_database.owner, actor_of_cast("marc").membership_id)

    answer = await production.post("/graphql", json=SCHEMA, headers=_bearer(token))

    assert answer.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "authorization": "Basic YTpi"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "https://tandem.example.evil.example"},
        {"origin": "http://tandem.example"},
        {"origin": "https://tandem.example:444"},
    ],
)
async def test_no_other_sites_page_is_heard(production: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    session = await sign_in("awa@lenoir.example")

    answers = [
        await production.post(path, json=WHO, headers=_cookie(session.secret) | headers)
        for path in ("/graphql", "/auth/account")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_another_site_cannot_make_a_browser_read(production: httpx2.AsyncClient) -> None:
    session = await sign_in("awa@lenoir.example")
    headers = _cookie(session.secret)

    own = await production.get("/graphql", params=WHO, headers=headers | {"sec-fetch-site": "same-origin"})
    other = await production.get("/graphql", params=WHO, headers=headers | {"sec-fetch-site": "cross-site"})

    assert (own.status_code, other.status_code) == (200, 403)


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_an_open_stream_keeps_no_session_awake(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    session, seen = await sign_in("awa@lenoir.example"), list[Any]()

    async def note(session_id: Any, _: Any) -> None:
        seen.append(session_id)

    monkeypatch.setattr(signing_in, "seen", note)
    monkeypatch.setattr(auth, "SEEN_EVERY", 0)
    cookie = f"{COOKIE}={session.secret}".encode()
    scope = {"type": kind, "headers": [(b"cookie", cookie)], "app": _app(DEFAULT)}
    stream = HTTPConnection(scope)

    found = [await auth.actor_of_request(stream) for _ in range(5)]
    renewed = auth.RENEW in scope
    await session.sign_out()
    async with asyncio.timeout(20):
        while await auth.actor_of_request(stream):  # noqa: ASYNC110 - it is heard by itself
            await asyncio.sleep(0.01)

    assert {actor.person_name for actor in found if actor} == {"Awa Diallo"}
    assert len(seen) == (1 if kind == "http" else 0)  # the request that began the stream
    assert not renewed
