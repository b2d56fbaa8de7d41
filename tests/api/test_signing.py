"""Signing in over HTTP: cookies, refusals, what is remembered of a session, and what no page of another site may do."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import httpx2
import pytest
import time_machine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.http import account, auth, links
from tandem.entrypoints.http.cookies import COOKIE, DEVICE
from tandem.entrypoints.http.renewing import RenewSession
from tandem.kit import clock
from tandem.kit.wakeups import Listener, listener
from tandem.organizations import sessions, sign_in
from tandem.organizations.roles.commands import change_membership_role
from tandem.organizations.session_cache import LONGEST, SessionCache
from tandem_policies.vocabulary import Role

pytestmark = pytest.mark.usefixtures("live")

OURS = "https://tandem.example"
# Seconds on a busy machine, and less than what is remembered would last by itself.
HEARD_WITHIN = LONGEST - 1
AWA, INES, TOM = actor_of_cast("awa"), actor_of_cast("ines"), actor_of_cast("tom")


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of sign-in and account, asked by nobody yet."""
    routes = [*auth.routes, *links.routes, *account.routes]
    app = Starlette(routes=routes, middleware=[Middleware(RenewSession)])
    app.state.public_url = OURS
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=OURS) as client:
        yield client


async def post(http: httpx2.AsyncClient, path: str, cookies: dict[str, str] | None = None, **fields: Any) -> Any:
    """A POST of JSON with exactly these cookies."""
    http.cookies.clear()
    header = {"cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())} if cookies else {}
    return await http.post(f"/auth/{path}", json=fields, headers=header)


async def signed_in(http: httpx2.AsyncClient, email: str = AWA.person_email) -> dict[str, str]:
    """The cookies of a new session."""
    answer = await post(http, "sign-in", email=email, password=PASSWORD)
    assert answer.json() == {"status": "signed_in", "recoveryCodes": [], "locale": answer.json()["locale"]}
    return {COOKIE: answer.cookies[COOKIE], DEVICE: answer.cookies[DEVICE]}


async def test_the_cookies_are_kept_from_pages_and_other_sites(http: httpx2.AsyncClient) -> None:
    answer = await post(http, "sign-in", email=AWA.person_email, password=PASSWORD)

    cookies = answer.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == [COOKIE, DEVICE]
    for cookie in cookies:
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert answer.headers["cache-control"] == "no-store"


async def test_ones_language_is_kept_and_told_at_the_next_sign_in(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http, TOM.person_email)
    told = []
    for locale in ("fr", "en"):
        await post(http, "account/profile", cookies, locale=locale)
        elsewhere = await post(http, "sign-in", email=TOM.person_email, password=PASSWORD)
        told.append(elsewhere.json()["locale"])
    own = await post(http, "account", cookies)

    assert told == ["fr", "en"]
    assert (own.json()["name"], own.json()["locale"]) == (TOM.person_name, "en")


async def test_a_language_that_tandem_does_not_speak_is_refused_and_nothing_changes(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http)
    before = await post(http, "account", cookies)
    refused = await post(http, "account/profile", cookies, name="Somebody else", locale="de")
    after = await post(http, "account", cookies)

    assert (refused.status_code, refused.json()["field"]) == (400, "locale")
    assert [after.json()[told] for told in ("name", "locale")] == [before.json()[told] for told in ("name", "locale")]


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"content-type": "text/plain"}, {"content-type": "multipart/form-data"}],
)
@pytest.mark.parametrize("path", ["sign-in", "sign-out", "switch", "forgotten", "account/password"])
async def test_pages_of_other_sites_are_not_heard(http: httpx2.AsyncClient, headers: dict[str, str], path: str) -> None:
    answer = await http.post(f"/auth/{path}", content=b"{}", headers={"content-type": "application/json"} | headers)

    assert (answer.status_code, answer.json()) == (403, {"code": "FORBIDDEN"})


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"email": 1}', b'{"email": "a\\u0000b"}', b"x" * 20_000])
async def test_what_is_no_request_is_refused_and_breaks_nothing(http: httpx2.AsyncClient, body: bytes) -> None:
    for path in ("sign-in", "forgotten", "invitation", "reset/set"):
        answer = await http.post(f"/auth/{path}", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 404)


async def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(http: httpx2.AsyncClient) -> None:
    planted = await signed_in(http, "marc@lenoir.example")
    answer = await post(http, "sign-in", planted, email=AWA.person_email, password=PASSWORD)

    assert answer.cookies[COOKIE] != planted[COOKIE]
    assert await sign_in.actor_of(planted[COOKIE]) is None


async def test_known_and_unknown_addresses_are_answered_alike(http: httpx2.AsyncClient) -> None:
    emails = ("helene@bati-loire.example", "nobody@bati-loire.example")
    times: dict[tuple[str, str], list[float]] = {}
    answers: dict[str, list[Any]] = {email: [] for email in emails}
    for email in emails * 3:
        for path in ("sign-in", "forgotten"):
            before = monotonic()
            answer = await post(http, path, email=email, password="wrong")
            times.setdefault((path, email), []).append(monotonic() - before)
            answers[email].append((answer.status_code, answer.json()))

    assert answers[emails[0]] == answers[emails[1]]
    for path in ("sign-in", "forgotten"):
        known, unknown = (min(times[path, email]) for email in emails)
        assert abs(known - unknown) < 0.25


@pytest.mark.usefixtures("standing_clock")
async def test_too_many_tries_say_when_to_come_back(http: httpx2.AsyncClient) -> None:
    email = "thrown@nowhere.example"
    for _ in range(6):
        await post(http, "sign-in", email=email, password="wrong")
    answer = await post(http, "sign-in", email=email, password="wrong")

    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert answer.headers["retry-after"] == str(answer.json()["retryAfter"])


async def test_a_changed_role_is_obeyed_and_the_answer_brings_a_new_secret(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http)
    await change_membership_role(INES, AWA.membership_id, role=Role.AGENCY_MANAGER)
    async with asyncio.timeout(HEARD_WITHIN):
        while COOKIE not in (answer := await post(http, "account", cookies)).cookies:  # noqa: ASYNC110 - nothing signals it
            await asyncio.sleep(0.02)
    renewed = answer.cookies[COOKIE]
    after = await post(http, "account", {COOKIE: renewed})

    assert renewed != cookies[COOKIE]
    assert COOKIE not in after.cookies
    assert after.json()["sessions"][0]["current"] is True
    await change_membership_role(INES, AWA.membership_id, role=Role.COLLECTOR)


async def test_a_renewed_sessions_former_cookie_opens_nothing_once_its_grace_is_over(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http, "claire@lenoir.example")
    renewed = await sessions.renew(cookies[COOKIE])
    assert renewed is not None
    at_once = await post(http, "account", cookies)
    with time_machine.travel(clock.now() + sessions.GRACE):
        async with asyncio.timeout(3 * LONGEST):  # what this process remembers of it ends, too
            while (after := await post(http, "account", cookies)).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        new = await post(http, "account", {COOKIE: renewed.secret})

    assert (at_once.status_code, after.status_code, after.json()["code"]) == (200, 401, "SIGNED_OUT")
    assert new.status_code == 200


async def test_one_ends_another_of_ones_sessions_and_never_somebody_elses(http: httpx2.AsyncClient) -> None:
    mine, other, theirs = (
        await signed_in(http),
        await signed_in(http),
        await signed_in(http, "helene@bati-loire.example"),
    )
    listed = (await post(http, "account", mine)).json()["sessions"]
    [that] = [one["id"] for one in (await post(http, "account", other)).json()["sessions"] if one["current"]]
    foreign = (await post(http, "account", theirs)).json()["sessions"][0]["id"]
    refused = await post(http, "account/sessions/end", mine, sessionId=foreign)
    ended = await post(http, "account/sessions/end", mine, sessionId=that)

    assert that in {one["id"] for one in listed}
    assert foreign not in {one["id"] for one in listed}
    assert (refused.status_code, ended.json()) == (404, {"ended": 1})
    async with asyncio.timeout(HEARD_WITHIN):  # the wake-up's way to every process, this one included
        while (await post(http, "account", other)).status_code != 401:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (await post(http, "account", theirs)).status_code == 200


async def test_a_token_is_no_browser(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/auth/account", json={}, headers={"authorization": "Bearer tandem_x"})

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNED_OUT")


async def test_a_session_sent_as_a_token_acts_on_no_account(http: httpx2.AsyncClient) -> None:
    mine = await signed_in(http)
    http.cookies.clear()
    answer = await http.post("/auth/account", json={}, headers={"authorization": f"Bearer {mine[COOKIE]}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNED_OUT")


async def test_what_another_process_ends_is_forgotten_here_at_once(
    http: httpx2.AsyncClient, api_database: DatabaseUrls
) -> None:
    cookies = await signed_in(http)
    elsewhere = Listener()
    async with elsewhere.run(api_database.web):
        here, there = SessionCache(listener), SessionCache(elsewhere)
        before = [await one.standing(cookies[COOKIE]) for one in (here, there)]
        await post(http, "sign-out", cookies)
        async with asyncio.timeout(HEARD_WITHIN):
            while [await one.standing(cookies[COOKIE]) for one in (here, there)] != [None, None]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    assert None not in before


async def test_nothing_is_remembered_while_nobody_listens(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http)
    deaf = SessionCache(Listener())
    before = await deaf.standing(cookies[COOKIE])
    await sign_in.sign_out(cookies[COOKIE])

    assert before is not None
    assert await deaf.standing(cookies[COOKIE]) is None


async def test_remembering_saves_most_of_what_asking_costs(http: httpx2.AsyncClient) -> None:
    cookies = await signed_in(http)
    cache, rounds = SessionCache(listener), 200
    await cache.standing(cookies[COOKIE])
    asking, remembering = list[float](), list[float]()
    for _ in range(3):  # the best of them: a machine may be busy with something else
        started = monotonic()
        for _ in range(rounds):
            await sign_in.standing_of(cookies[COOKIE])
        asking.append(monotonic() - started)
        started = monotonic()
        for _ in range(rounds):
            await cache.standing(cookies[COOKIE])
        remembering.append(monotonic() - started)
    asked, remembered = min(asking), min(remembering)

    print(
        f"who a cookie stands for: asked {asked / rounds * 1e6:.0f} µs, remembered {remembered / rounds * 1e6:.1f} µs"
    )
    assert remembered < asked / 5
